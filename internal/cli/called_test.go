package cli

import "testing"

// What apply proposes to run next has to run, also where kaaslab was built and not installed.
func TestProposalsRun(t *testing.T) {
	for arg, want := range map[string]string{
		"kaaslab": "kaaslab", "kubectl-kaaslab": "kaaslab", "bin/kaaslab": "bin/kaaslab", "/opt/kaaslab/kaaslab": "/opt/kaaslab/kaaslab",
	} {
		if got := calledAs(arg); got != want {
			t.Errorf("called as %q, it proposes %q, want %q", arg, got, want)
		}
	}
}
