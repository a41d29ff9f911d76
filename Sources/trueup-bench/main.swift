print("trueup-bench")
