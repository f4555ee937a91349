package operation

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// recognize refuses to work on a lab that was made elsewhere until somebody says that it is the same. It reports whether
// somebody has said so now, which is worth a note on this machine.
func (l *Lab) recognize(ctx context.Context, state planner.State, same bool) (said bool, err error) {
	strange := l.strange(state)
	switch {
	case strange == "":
		return false, nil
	case same:
		return true, nil
	case l.AskSame == nil:
		return false, refuse(fault.MadeElsewhere, "%s; if it is the lab of this file, say so once with --same-lab, and otherwise give this lab another name", strange)
	}
	return true, l.AskSame(ctx, strange)
}

// strange says why the lab that is there may not be the one of this file, or nothing.
func (l *Lab) strange(state planner.State) string {
	identity, here := state.Identity(), l.Here
	if sameFile(identity.File, here.File) {
		here.File = identity.File
	}
	switch {
	case !identity.Known() && l.unknownHere(state):
		return fmt.Sprintf("management cluster %s has things of a lab %q, made by a kaaslab that did not note who made it, and this machine knows nothing of it",
			l.Spec.ManagementCluster.Name, l.Spec.Name)
	case !identity.Known() || identity.MadeBySame(here) || identity.ID == l.Here.ID:
		return ""
	}
	return fmt.Sprintf("lab %q is there already, %s on %s%s", l.Spec.Name, identity.Maker(), day(identity.Made), l.difference(identity))
}

// unknownHere reports whether an earlier kaaslab has left things without an identity in a management cluster that others
// reach as well, and on this machine nothing tells of the lab.
func (l *Lab) unknownHere(state planner.State) bool {
	if !l.Spec.ManagementCluster.Provider.Given() || statedir.IsThere(l.Dir.Log()) || l.Here.ID != "" {
		return false
	}
	for _, o := range state.All() {
		if o.Unmarked && o.Owner == l.Spec.Name {
			return true
		}
	}
	return false
}

// difference says what is other here, for user, host and file may look the same.
func (l *Lab) difference(made planner.Identity) string {
	switch {
	case made.User != l.Here.User || made.Host != l.Here.Host:
		return fmt.Sprintf(", and you are %s@%s", l.Here.User, l.Here.Host)
	case made.Machine != l.Here.Machine:
		return ", on another machine of that name"
	case made.StateDir != l.Here.StateDir:
		return fmt.Sprintf(", with the state directory %s and not %s", made.StateDir, l.Here.StateDir)
	}
	return fmt.Sprintf(", and this file is %s", (planner.Identity{File: l.Here.File}).From())
}

// day leaves the rest of a point in time to those who look into the identity itself.
func day(made string) string {
	if len(made) < len("2026-01-01T00:00") {
		return "an unknown day"
	}
	return made[:len("2026-01-01")] + " " + made[len("2026-01-01T"):len("2026-01-01T00:00")] + " UTC"
}
