package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func sameLabFlag(cmd *cobra.Command, same *bool) {
	cmd.Flags().BoolVar(same, "same-lab", false, "the lab that somebody else, another machine or another file has made is the one of this file")
}

// recognize refuses to work on a lab that was made elsewhere until somebody says that it is the same. It reports whether
// somebody has said so now, which is worth a note on this machine.
func (s *session) recognize(ctx context.Context, state planner.State, same bool) (said bool, err error) {
	strange := s.strange(state)
	switch {
	case strange == "":
		return false, nil
	case same:
		return true, nil
	case !s.asks:
		return false, fail(exitRefused, fault.MadeElsewhere, "%s; if it is the lab of this file, say so once with --same-lab, and otherwise give this lab another name", strange)
	}
	fmt.Fprintf(s.err, "kaaslab: %s.\n", s.outward.text(strange))
	question := fmt.Sprintf("Type the name of the lab, %s, if it is the lab of this file: ", s.lab.Name)
	return true, s.ask(ctx, question, s.lab.Name)
}

// strange says why the lab that is there may not be the one of this file, or nothing.
func (s *session) strange(state planner.State) string {
	identity, here := state.Identity(), s.here
	if sameFile(identity.File, here.File) {
		here.File = identity.File
	}
	switch {
	case !identity.Known() && s.unknownHere(state):
		return fmt.Sprintf("management cluster %s has things of a lab %q, made by a kaaslab that did not note who made it, and this machine knows nothing of it",
			s.lab.ManagementCluster.Name, s.lab.Name)
	case !identity.Known() || identity.MadeBySame(here) || identity.ID == s.here.ID:
		return ""
	}
	return fmt.Sprintf("lab %q is there already, %s on %s%s", s.lab.Name, identity.Maker(), day(identity.Made), s.difference(identity))
}

// unknownHere reports whether an earlier kaaslab has left things without an identity in a management cluster that others
// reach as well, and on this machine nothing tells of the lab.
func (s *session) unknownHere(state planner.State) bool {
	if s.lab.ManagementCluster.Provider != spec.ProviderExisting || exists(s.dir.Log()) || s.here.ID != "" {
		return false
	}
	for _, o := range state.All() {
		if o.Unmarked && o.Owner == s.lab.Name {
			return true
		}
	}
	return false
}

// difference says what is other here, for user, host and file may look the same.
func (s *session) difference(made planner.Identity) string {
	switch {
	case made.User != s.here.User || made.Host != s.here.Host:
		return fmt.Sprintf(", and you are %s@%s", s.here.User, s.here.Host)
	case made.Machine != s.here.Machine:
		return ", on another machine of that name"
	case made.StateDir != s.here.StateDir:
		return fmt.Sprintf(", with the state directory %s and not %s", made.StateDir, s.here.StateDir)
	}
	return fmt.Sprintf(", and this file is %s", (planner.Identity{File: s.here.File}).From())
}

// day leaves the rest of a point in time to those who look into the identity itself.
func day(made string) string {
	if len(made) < len("2026-01-01T00:00") {
		return "an unknown day"
	}
	return made[:len("2026-01-01")] + " " + made[len("2026-01-01T"):len("2026-01-01T00:00")] + " UTC"
}
