extension JSONBody {
    /// The body with another value at a path of member names; nil takes the member out.
    ///
    /// What is not there is added at the end of its object.
    package func setting(_ path: ArraySlice<String>, to value: JSONBody?) -> JSONBody {
        guard let name = path.first, case .object(var members) = self else { return self }
        let rest = path.dropFirst()
        let place = members.firstIndex { $0.key == name }
        guard let place else {
            if rest.isEmpty, let value { members.append((name, value)) }
            return .object(members)
        }
        if !rest.isEmpty {
            members[place].value = members[place].value.setting(rest, to: value)
        } else if let value {
            members[place].value = value
        } else {
            members.remove(at: place)
        }
        return .object(members)
    }

    package func setting(_ path: [String], to value: JSONBody?) -> JSONBody {
        setting(path[...], to: value)
    }
}
