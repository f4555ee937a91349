package operation

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

// ApplyOptions say how a lab is made what its file says.
type ApplyOptions struct {
	// Targets are the resources that are made, as kind/name; none means all.
	Targets []string
	// AllowReplace names what may be made anew, or be lost with all that it holds.
	AllowReplace []string
	// SameLab says that a lab that was made elsewhere is the one of the file.
	SameLab bool
	// TTL is how long the lab is to live from now on; zero leaves that to the lab file.
	TTL time.Duration
}

// Apply makes the lab what its file says, and returns the plan that it followed.
func (r *Run) Apply(o ApplyOptions) (*planner.Plan, error) {
	if err := r.mayLive(o.TTL); err != nil {
		return nil, err
	}
	plan, err := r.Plan(PlanOptions{Targets: o.Targets, SameLab: o.SameLab, Elsewhere: Accepted})
	if err != nil {
		return nil, err
	}
	if err := plan.CheckNames("--allow-replace", o.AllowReplace, r.lab.Spec); err != nil {
		return nil, err
	}
	plan.Notes = append(plan.Notes, plan.NotReplaced(o.AllowReplace)...)
	if r.NoWait {
		plan = plan.Unwaited()
	}
	if plan.Empty() {
		return plan, errors.Join(r.lab.rememberLate(), r.live(o.TTL))
	}
	if err := r.prepare(plan, o.AllowReplace); err != nil {
		return nil, err
	}
	if err := errors.Join(r.note(), r.live(o.TTL)); err != nil {
		return nil, err
	}
	r.Living()
	return plan, r.Perform(plan)
}

// prepare makes sure that the plan may run, and that somebody wants it to.
func (r *Run) prepare(plan *planner.Plan, allowReplace []string) error {
	unprepared := r.lab.Preflight(r.Stop, plan)
	r.Show(plan)
	if err := allowed(plan, allowReplace); err != nil {
		return err
	}
	if unprepared != nil {
		return unprepared
	}
	return r.Confirm(plan)
}

// note writes down whose the lab is and where, before anything is made.
func (r *Run) note() error {
	if err := r.lab.Know(r.lab.Identity()); err != nil {
		return err
	}
	if err := r.lab.Remember(); err != nil && !statedir.Unwritable(err) {
		return err
	}
	return nil
}

// DestroyOptions say how a lab is removed.
type DestroyOptions struct {
	// Adopted removes what the lab has adopted as well, which stays otherwise.
	Adopted bool
	// SameLab says that a lab that was made elsewhere is the one of the file.
	SameLab bool
	// Overdue removes the lab only if its time is over.
	Overdue bool
}

// Destroy removes what belongs to the lab, and its files on this machine. It returns the plan that it followed.
func (r *Run) Destroy(o DestroyOptions) (*planner.Plan, error) {
	if e, err := ExpiryOf(r.lab.Dir); o.Overdue && (err != nil || !e.Over(time.Now())) {
		return nil, errors.Join(err, fault.Errorf(fault.NotConfirmed, "lab %q was given more time meanwhile; nothing was changed", r.lab.Spec.Name))
	}
	plan, err := r.Plan(PlanOptions{Destroy: true, Adopted: o.Adopted, SameLab: o.SameLab, Elsewhere: Accepted})
	if err != nil {
		return nil, err
	}
	if !plan.Empty() {
		r.Show(plan)
		if err := r.Confirm(plan); err != nil {
			return nil, err
		}
		if err := r.Perform(plan); err != nil {
			return nil, err
		}
	}
	r.Close()
	return plan, r.lab.Dir.Remove()
}

// allowed refuses to replace what the user did not name, and to delete what holds others: that loses what is inside.
func allowed(plan *planner.Plan, names []string) error {
	replaced, lost := notIn(names, plan.Replaced()), notIn(names, plan.Lost())
	var does, flags []string
	if len(replaced) > 0 {
		does = append(does, "replaces "+words.Plural(len(replaced), "resource"))
	}
	if len(lost) > 0 {
		does = append(does, "deletes "+strings.Join(lost, ", ")+" with all that it holds")
	}
	if len(does) == 0 {
		return nil
	}
	for _, id := range append(replaced, lost...) {
		flags = append(flags, "--allow-replace="+id)
	}
	return refuse(fault.NeedsLeave, "the plan %s, which loses what is inside; to allow it add %s",
		strings.Join(does, " and "), strings.Join(flags, " "))
}

func notIn(names []string, ids []planner.ID) []string {
	var missing []string
	for _, id := range ids {
		if !slices.Contains(names, id.String()) {
			missing = append(missing, id.String())
		}
	}
	return missing
}
