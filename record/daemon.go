package record

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// populations is among how many populations of strangers a lab is made on a Docker daemon.
const populations = 50

// Daemon is a Docker daemon on which strangers stand beside a lab.
type Daemon struct {
	*Site
	*dock
	r      *rand.Rand
	next   int
	beside []resident
}

// resident is a thing of somebody else, and how Docker describes it.
type resident struct{ kind, name, was string }

// nobody is an image with nothing in it.
const nobody = "kaaslab.dev/record/nobody"

// namesIn are names that strangers have: such that look like a thing of the lab, and those of its things.
var namesIn = map[string][]string{
	"container": {"LAB-one-lb", "LAB-one-worker", "LAB", "k3d-LAB-management-server-0", "k3d-LAB-management-serverlb", "LAB-two-lb", "theirs"},
	"volume":    {"kaaslab-LAB", "kaaslab-LAB-copy", "k3d-LAB-management-images", "LAB", "theirs"},
	"network":   {"kind", "kind-LAB", "k3d-LAB-management", "LAB", "theirs"},
}

// claims are the labels of strangers: of nobody, of Cluster API, of k3d, of another lab of the name, and a copy of the lab's.
var claims = [][]string{
	{},
	{"somebody=theirs"},
	{"io.x-k8s.kind.cluster=LAB-one", "io.x-k8s.kind.role=worker"},
	{"io.x-k8s.kind.cluster=LAB-one", "io.x-k8s.kind.role=external-load-balancer"},
	{"app=k3d", "k3d.cluster=LAB-management", "k3d.role=server"},
	{"kaaslab.dev/lab=LAB", "kaaslab.dev/id=0123456789abcdef", "kaaslab.dev/object=volume kaaslab-LAB"},
	{"kaaslab.dev/lab=LAB", "kaaslab.dev/id=0123456789abcdef", "kaaslab.dev/object=network kind"},
	{"kaaslab.dev/lab=another"},
}

// settle adds a thing of somebody else. One whose name is taken is not added.
func (d *Daemon) settle(ctx context.Context, kinds ...string) error {
	kind := kinds[d.r.IntN(len(kinds))]
	names := namesIn[kind]
	name := d.words(names[d.r.IntN(len(names))])
	args := map[string][]string{"container": {"create", "--name", name}, "volume": {"volume", "create"}, "network": {"network", "create"}}[kind]
	claim := claims[d.r.IntN(len(claims))]
	for _, label := range claim {
		args = append(args, "--label", d.words(label))
	}
	switch kind {
	case "container":
		if d.r.IntN(4) == 0 {
			args = append(args, "--volume", d.words("kaaslab-LAB:"+mountOf(d.r, claim)))
		}
		args = append(args, nobody, "nothing")
	case "network":
		d.next++
		args = append(args, "--subnet", fmt.Sprintf("10.211.%d.0/24", d.next%256), name)
	default:
		args = append(args, name)
	}
	if slices.ContainsFunc(d.beside, func(r resident) bool { return r.kind == kind && r.name == name }) {
		return nil
	}
	if there, err := d.inspect(ctx, kind, name); err == nil && there != "" {
		return nil // the lab's
	}
	mounted := d.words("kaaslab-LAB")
	_, none := d.inspect(ctx, "volume", mounted)
	if _, err := d.call(ctx, args...); err != nil {
		return err
	}
	if _, err := d.inspect(ctx, "volume", mounted); kind == "container" && none != nil && err == nil { // Docker makes what is mounted
		if err := d.note(ctx, "volume", mounted); err != nil {
			return err
		}
	}
	return d.note(ctx, kind, name)
}

// mountOf is where a stranger mounts the lab's volume. With the label of a cluster and the volume where nodes have it, it were a node of
// the lab: nothing else says of any that it is one.
func mountOf(r *rand.Rand, claim []string) string {
	if len(claim) > 1 || r.IntN(2) == 0 {
		return "/data"
	}
	return "/etc/kaaslab"
}

func (d *Daemon) note(ctx context.Context, kind, name string) error {
	was, err := d.inspect(ctx, kind, name)
	d.beside = append(d.beside, resident{kind, name, was})
	return err
}

// untouched says which things of others are not as they were.
func (d *Daemon) untouched(ctx context.Context) error {
	for _, kind := range []string{"container", "volume", "network"} {
		args, was := []string{kind, "inspect"}, []string(nil)
		for _, r := range d.beside {
			if r.kind == kind {
				args, was = append(args, r.name), append(was, strings.Trim(r.was, "[]\n"))
			}
		}
		if len(was) == 0 {
			continue
		}
		is, err := d.call(ctx, args...)
		if err != nil {
			return err
		}
		if touched := cmp.Diff(strings.Join(was, ",\n"), strings.Trim(is, "[]\n")); touched != "" {
			return fmt.Errorf("a %s of somebody else was touched:\n%s", kind, touched)
		}
	}
	return nil
}

// populate lets a lab be planned, made and destroyed among strangers, some of which are in its way, and says whether it was made.
func (d *Daemon) populate(ctx context.Context) (made bool, err error) {
	d.beside = nil
	for range 3 + d.r.IntN(5) {
		if err := d.settle(ctx, "container", "volume", "network"); err != nil {
			return false, err
		}
	}
	if _, err := d.bear(ctx, changes, "plan", "--detailed-exitcode"); err != nil {
		return false, err
	}
	made, err = d.bear(ctx, 0, applyBoth...)
	if err != nil {
		return made, err
	}
	for range d.r.IntN(4) {
		if err := d.settle(ctx, "container"); err != nil {
			return made, err
		}
	}
	if _, err := d.bear(ctx, 0, destroy...); err != nil {
		return made, err
	}
	return made, errors.Join(d.leave(ctx), d.empty(ctx))
}

// bear runs kaaslab, which may refuse with a code, and looks whether it left others alone.
func (d *Daemon) bear(ctx context.Context, well int, args ...string) (bool, error) {
	code, said, err := d.run(ctx, nil, args...)
	if err == nil && unexplained(code != well && code != 0, said) {
		err = fmt.Errorf("%s ended with %d:\n%s", args[0], code, said)
	}
	if err == nil {
		if err = d.untouched(ctx); err != nil {
			err = fmt.Errorf("after %s: %w\n%s", args[0], err, said)
		}
	}
	return code == well, err
}

// leave removes the strangers, and destroys what they kept of the lab.
func (d *Daemon) leave(ctx context.Context) error {
	var errs []error
	for _, r := range slices.Backward(d.beside) {
		_, err := d.call(ctx, r.kind, "rm", r.name)
		errs = append(errs, err)
	}
	return errors.Join(append(errs, d.must(ctx, destroy...))...)
}

// empty says what is left on the daemon.
func (d *Daemon) empty(ctx context.Context) error {
	containers, err := d.call(ctx, "ps", "--all", "--quiet")
	volumes, err2 := d.call(ctx, "volume", "ls", "--quiet")
	networks, err3 := d.call(ctx, "network", "ls", "--quiet", "--filter", "type=custom")
	if left := strings.TrimSpace(containers + volumes + networks); left != "" {
		return fmt.Errorf("something is left: %s", left)
	}
	return errors.Join(err, err2, err3)
}
