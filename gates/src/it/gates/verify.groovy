// Checks each module against its expected.txt: the goal in the first line fails, with the messages in the other lines.
List<String> log = new File(basedir, 'build.log').readLines()*.replaceAll(/\u001B\[[;\d]*m/, '')
List<String> modules = new File(basedir, 'pom.xml').text.findAll(/(?<=<module>)[^<]+/)
List<String> problems = []

modules.each { module ->
    String outcome = log.find { it ==~ /\[INFO\] \Q$module\E \.+ \w+ .*/ } ?: 'nothing'
    List<String> expected = new File(basedir, "$module/expected.txt").readLines()
    if (expected.empty) {
        if (!outcome.contains('SUCCESS')) problems << "$module: expected SUCCESS, found: $outcome"
        return
    }
    if (!outcome.contains('FAILURE')) problems << "$module: expected FAILURE, found: $outcome"
    String failure = log.find { it.startsWith('[ERROR] Failed to execute goal') && it.contains("on project $module:") } ?: 'none'
    if (!failure.contains(":${expected.head()}:")) problems << "$module: expected a failure of ${expected.head()}, found: $failure"
    expected.tail().findAll { message -> !log.any { it.contains(message) } }.each { message ->
        problems << "$module: expected the message: $message"
    }
}

assert modules.size() > 10
assert problems.empty : problems.join('\n')
return true
