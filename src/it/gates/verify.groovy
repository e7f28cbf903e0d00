// Each module must end as its expected.txt says: refused by the goal in the first line, in the words of the others.
List<String> log = new File(basedir, 'build.log').readLines()*.replaceAll(/\u001B\[[;\d]*m/, '')
List<String> modules = new File(basedir, 'pom.xml').text.findAll(/(?<=<module>)[^<]+/)
List<String> complaints = []

modules.each { module ->
    String outcome = log.find { it ==~ /\[INFO\] \Q$module\E \.+ \w+ .*/ } ?: 'nothing'
    List<String> expected = new File(basedir, "$module/expected.txt").readLines()
    if (expected.empty) {
        if (!outcome.contains('SUCCESS')) complaints << "$module must pass, but: $outcome"
        return
    }
    if (!outcome.contains('FAILURE')) complaints << "$module must be refused, but: $outcome"
    String refusal = log.find { it.startsWith('[ERROR] Failed to execute goal') && it.contains("on project $module:") } ?: 'none'
    if (!refusal.contains(":${expected.head()}:")) complaints << "$module must be refused by ${expected.head()}, but: $refusal"
    expected.tail().findAll { words -> !log.any { it.contains(words) } }.each { words ->
        complaints << "$module must be refused with the words: $words"
    }
}

assert modules.size() > 10
assert complaints.empty : complaints.join('\n')
return true
