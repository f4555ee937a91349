package clusters

import (
	"regexp"
	"strings"
)

// failedMachine says which machine could not become a node, and why, or nothing. It looks for that in the message in which
// Cluster API lists machines, each followed by its conditions.
func failedMachine(message string) string {
	for _, machine := range machinesOf(message) {
		if failure := commandFailure(machine[1:]); failure != "" {
			return strings.TrimSuffix(entry(machine[0]), ":") + ": " + failure
		}
	}
	return ""
}

// machinesOf cuts the message into the lines of each machine.
func machinesOf(message string) [][]string {
	var machines [][]string
	for line := range strings.Lines(message) {
		if strings.HasPrefix(line, "* Machine") {
			machines = append(machines, nil)
		}
		if last := len(machines) - 1; last >= 0 {
			machines[last] = append(machines[last], line)
		}
	}
	return machines
}

// The parts of what Cluster API's Docker provider says of a command that failed in a machine. The spelling is its own.
const (
	partCommand = "Running boostrap command ["
	partError   = "ERROR:"
	partStdout  = "STDOUT:"
	partStderr  = "STDERR:"
)

// commandFailure says which command failed, and how. The end of what it wrote about errors comes first, which is where
// kubeadm gives its reason, then what led there.
func commandFailure(lines []string) string {
	said := partsOf(lines)
	if len(said[partError]) == 0 {
		return ""
	}
	text := commandName(said[partCommand]) + " failed"
	for _, part := range []string{partStderr, partError, partStdout} {
		if len(said[part]) > 0 {
			text += ": " + strings.Join(said[part], " / ")
		}
	}
	return text
}

// partsOf sorts the lines that are about a command into the parts that they belong to.
func partsOf(lines []string) map[string][]string {
	said, current, depth := map[string][]string{}, "", 0
	for _, line := range lines {
		text := entry(line)
		for _, part := range []string{partCommand, partError, partStdout, partStderr} {
			if rest, begins := strings.CutPrefix(text, part); begins {
				current, depth, text = part, indent(line), strings.TrimSpace(rest)
			}
		}
		if indent(line) < depth {
			current = "" // another condition
		}
		if current != "" && worthSaying(text) {
			said[current] = append(said[current], joinToken.ReplaceAllString(text, "(hidden)"))
		}
	}
	return said
}

// joinToken is what kubeadm prints when it makes a token that lets machines join.
var joinToken = regexp.MustCompile(`\b[a-z0-9]{6}\.[a-z0-9]{16}\b`)

func worthSaying(text string) bool {
	return text != "" && text != "..." && !strings.HasPrefix(text, "To see the stack trace")
}

func commandName(command []string) string {
	line := strings.TrimSuffix(strings.Join(command, " "), " ]")
	for _, known := range []string{"kubeadm join", "kubeadm init"} {
		if strings.Contains(line, known) {
			return known
		}
	}
	return line
}

// entry is a line of a nested list without its place in it.
func entry(line string) string { return strings.TrimLeft(strings.TrimSpace(line), "* ") }

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
