package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/tree"
)

// Failure is a step that failed, or was not done in time, and what is last known of what it was about.
type Failure struct {
	executor.StepError
	Account executor.Account
	// Unfinished says that it was not done in time, and may still come to its end.
	Unfinished bool
}

// Failures writes what failed and why, and which commands come next.
func Failures(w io.Writer, failures []Failure, next []string, style Style) error {
	var roots []tree.Node
	for _, f := range failures {
		roots = append(roots, failure(f, style))
	}
	lines := tree.Lines(roots, tree.Options{Width: style.Width, ASCII: style.ASCII})
	for i, command := range next {
		label := "next: "
		if i > 0 {
			label = "      "
		}
		lines = append(lines, style.paint(bold, label)+command) // never cut: it is there to be copied
	}
	_, err := io.WriteString(w, "\n"+strings.Join(lines, "\n")+"\n\n")
	return err
}

func failure(f Failure, style Style) tree.Node {
	ending := "failed"
	if f.Unfinished {
		ending = "is not done"
	}
	node := tree.Node{Head: style.paint(red, fmt.Sprintf("%s %s %s", stepMarks[executor.Failed].in(style), f.Step, ending))}
	add := func(head string, texts ...string) {
		for _, text := range texts {
			node.Children = append(node.Children, tree.Node{Head: head, Detail: printable.Line(text)})
		}
	}
	add("cause", causeOf(f))
	add("condition", f.Account.Conditions...)
	add("pod", f.Account.Pods...)
	add("event", f.Account.Events...)
	add("log", f.Account.Log...)
	return node
}

// causeOf leaves out the lines of a log that a cause ends with: they come last, one by one.
func causeOf(f Failure) string {
	text := fault.Text(f.Err)
	if first, _, _ := strings.Cut(text, "\n"); len(f.Account.Log) > 0 {
		return first
	}
	return text
}
