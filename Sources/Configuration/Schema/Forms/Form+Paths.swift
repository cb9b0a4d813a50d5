internal import Model

extension Form where Value == String {
    /// The absolute path of a file of this machine, from one relative to the file that names it.
    static func localFile(_ words: String) -> Form {
        parsed(words, .localPath) { decoder, text, _ in
            guard !PathText.isURL(text.text) else {
                decoder.report(.pathIsURL(decoder.place(text.node)))
                return nil
            }
            return decoder.localPath(text)
        }
    }

    /// A file inside the output folder.
    static func fragmentPath(_ words: String) -> Form {
        parsed(words, .fragmentPath) { decoder, text, _ in
            guard let problem = FragmentPath.problem(of: text.text) else { return text.text }
            decoder.report(.badFragmentPath(text, problem, decoder.place(text.node)))
            return nil
        }
    }
}

extension Form where Value == Template {
    static func template(_ words: String) -> Form {
        parsed(words, .templatePath) { decoder, text, _ in decoder.template(text) }
    }
}

extension Form where Value == UInt16 {
    /// A file's permissions.
    static func mode(_ words: String) -> Form {
        parsed(words, .mode) { decoder, text, _ in
            switch FileMode.read(text.text) {
            case .success(let bits): return bits
            case .failure(let problem):
                decoder.report(.badMode(text, problem, decoder.place(text.node)))
                return nil
            }
        }
    }
}

extension Form where Value == Declared<String> {
    /// The absolute path of the folder that fragments are written to.
    static func outputFolder(_ words: String) -> Form {
        parsed(words, .outputFolder) { decoder, text, _ in
            guard !PathText.beginsAtHome(text.text) else {
                decoder.report(.outputAtHome(decoder.place(text.node)))
                return nil
            }
            let folder = decoder.context.folder
            let path = PathText.absolute(text.text, in: folder)
            guard path != "/", path != folder else {
                decoder.report(.badOutput(isRoot: path == "/", decoder.place(text.node)))
                return nil
            }
            return Declared(value: path, location: decoder.location(text.node))
        }
    }
}

extension Form where Value == Declared<DatabaseURL> {
    static func databaseURL(_ words: String) -> Form {
        parsed(words, .databaseURL) { decoder, url, _ in
            decoder.secretVariables.formUnion(Interpolation.names(in: url.written))
            let literal = url.isInterpolated ? Interpolation.literalPart(of: url.written) : url.written
            let place = decoder.place(url.node)
            if DatabaseURLText.holdsPassword(literal) { decoder.report(.passwordInFile(place)) }
            switch DatabaseURLText.read(url.text, folder: decoder.context.folder) {
            case .success(let value): return Declared(value: value, location: decoder.location(url.node))
            case .failure(let problem):
                decoder.report(.badDatabaseURL(problem, place))
                return nil
            }
        }
    }
}

extension Form where Value == Consumer.ProcessReference {
    /// A process id, or a file that holds one.
    static func process(_ words: String) -> Form {
        parsed(words) { decoder, text, field in
            guard text.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                return decoder.localPath(text).map { .file($0) }
            }
            if let id = Int32(text.text), id > 0 { return .id(id) }
            decoder.report(.badForm(text, field, decoder.place(text.node)))
            return nil
        }
    }
}
