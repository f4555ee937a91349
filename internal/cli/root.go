package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// newRoot returns the command line. Errors are returned and not printed, so that each is printed once.
func newRoot(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "kaaslab",
		Short: "Kubernetes-as-a-Service labs from one file",
		Long: "kaaslab turns one lab.yaml into a Kubernetes-as-a-Service lab and keeps it so: a management cluster with\n" +
			"Cluster API, the workload clusters that it builds, and the add-ons on them.",
		Args:          cobra.ArbitraryArgs,
		RunE:          func(root *cobra.Command, args []string) error { return runRoot(p, root, args) },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(flagError)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.AddCommand(newInit(p), newValidate(p), newSchema(p), newPlan(p), newApply(p), newDestroy(p), newAdopt(p),
		newForget(p), newList(p), newExtend(p), newPrune(p), newSave(p), newLoad(p), newFork(p), newStart(p), newStop(p), newStatus(p), newGraph(p), newUI(p), newKubeconfig(p), newOpen(p), newBreak(p), newImages(p), newBundle(p), newDoctor(p), newDiagnose(p), newVersion(p), newCompletion(p), newMan(p),
		newDocs(p), newExplain(p))
	return root
}

// runRoot runs when no command was found.
func runRoot(p *program, root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	text := fmt.Sprintf("unknown command %q", args[0])
	if isLabFile(args[0]) || strings.ContainsRune(args[0], filepath.Separator) {
		return fault.Errorf(fault.UnknownCommand, "%s; did you mean: %s", text, paste.Command(p.called, "plan", "-f", args[0]))
	}
	if meant := root.SuggestionsFor(args[0]); len(meant) > 0 {
		return fault.Errorf(fault.UnknownCommand, "%s; did you mean %s?", text, strings.Join(meant, " or "))
	}
	return fault.Errorf(fault.UnknownCommand, "%s; `kaaslab help` lists the commands", text)
}

// run runs a command line and returns its exit code.
func run(ctx context.Context, p *program, args []string) int {
	root := newRoot(p)
	root.SetArgs(args)
	codeErrors(p, root)
	proposeFile(p, root)
	// What cobra finds before a command runs is a wrong use of it.
	err := once(root, args)
	if err == nil {
		err = fault.Wrap(fault.WrongArguments, root.ExecuteContext(ctx))
	}
	p.report(err)
	return exitCode(err)
}

// report prints an error once, each of its lines under the program's name and with its code.
func (p *program) report(err error) {
	if err == nil || errors.Is(err, errChanges) {
		return
	}
	for line := range strings.Lines(p.outward.Text(fault.Text(err))) {
		fmt.Fprintf(p.err, "kaaslab: %s\n", strings.TrimRight(line, "\n"))
	}
}
