import Glibc

exit(TrueupTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
