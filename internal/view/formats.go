package view

import (
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// Format is one of the JSON formats that kaaslab writes, for the reference.
type Format struct {
	Command string
	What    string
	Value   any // of the type that is written
}

// Formats are all JSON formats of this package.
func Formats() []Format {
	return []Format{
		{"kaaslab plan -o json", "What apply would do, in the order in which it is printed.", planJSON{}},
		{"kaaslab apply -o jsonl", "An object a line while steps begin, report and end; `destroy -o jsonl` writes the same.", eventJSON{}},
		{"kaaslab apply -o jsonl, an estimate", "Twice a minute, how far the steps of a kind are of which many are still to begin. `left_seconds` comes once three have ended.", estimateJSON{}},
		{"kaaslab apply -o jsonl, the last line", "How the run ended.", resultJSON{}},
		{"kaaslab status -o json", "What is there; `-o yaml` has the same fields.", snapshot.Status{}},
		{"kaaslab list -o json", "The labs of this machine.", Labs{}},
		{"kaaslab stop, extend, save or load -o json", "What has become of the lab.", Life{}},
		{"kaaslab images -o json", "The images that a lab pulls, and who asks for each.", Images{}},
		{"kaaslab doctor -o json", "What the checks found.", Findings{}},
	}
}
