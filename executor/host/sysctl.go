package host

import (
	"context"
	"runtime"
	"strconv"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Sysctls handles kernel settings: of this machine, or of the one that the lab's containers run on.
type Sysctls struct {
	executor.Staying // others may rely on a setting by now
	find             func(context.Context) (kernel, error)
}

// Outlook implements executor.Judge: the kernel may be one that is reached through Docker.
func (s *Sysctls) Outlook(err error) executor.Outlook { return engine.Outlook(err) }

var (
	_ executor.Judge   = (*Sysctls)(nil)
	_ executor.Handler = (*Sysctls)(nil)
	_ executor.Checker = (*Sysctls)(nil)
)

// NewSysctls returns the handler of kernel settings for a lab.
func NewSysctls(lab *spec.Lab, daemon *engine.Engine) *Sysctls {
	own := ownKernel{settings}
	theirs := dockerKernel{engine: daemon, lab: lab.Name, images: imagesOf(lab), root: settings}
	return &Sysctls{find: func(ctx context.Context) (kernel, error) { return kernelOf(ctx, lab, own, theirs) }}
}

func kernelOf(ctx context.Context, lab *spec.Lab, own ownKernel, theirs dockerKernel) (kernel, error) {
	if lab.UsesDocker() {
		if _, err := theirs.engine.LookInto(ctx, true); err != nil {
			return nil, err
		}
		machine, err := theirs.engine.Machine(ctx)
		if err != nil || !machine.Here {
			return theirs, err
		}
	}
	if runtime.GOOS != "linux" {
		return nil, fault.Errorf(fault.NoKernelSetting, "kernel settings are those of Linux, this is %s, and the lab has no Docker host; take host.sysctl out of the lab file", runtime.GOOS)
	}
	return own, nil
}

// Observe reads the settings that the lab wants, and no others: they are nobody's, so there is nothing to prune. A
// setting that the kernel does not have is not there.
func (s *Sysctls) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	wanted := want.Of(planner.KindSysctl)
	if len(wanted) == 0 {
		return nil, nil
	}
	k, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	if theirs, ok := k.(dockerKernel); ok {
		known, err := theirs.engine.Settings(ctx)
		return unread(wanted, known), err
	}
	texts, err := k.read(ctx, keysOf(wanted)...)
	if err != nil {
		return nil, err
	}
	return observedSysctls(wanted, texts)
}

func keysOf(wanted []planner.Resource) []string {
	keys := make([]string, len(wanted))
	for i, r := range wanted {
		keys[i] = r.ID.Name
	}
	return keys
}

// unread are settings of a kernel that only a container can look at, which looking at a lab does not make. What an apply has
// found or left there is assumed to be so; what none has is unknown until one looks.
func unread(wanted []planner.Resource, known map[string]int64) []planner.Observed {
	observed := make([]planner.Observed, len(wanted))
	for i, r := range wanted {
		o := planner.Observed{Resource: r, Owner: planner.Unowned, Detail: "is unknown until apply: only a container can read it on this Docker host"}
		value, noted := known[r.ID.Name]
		if o.Assumed = noted && r.Attrs.(planner.Sysctl).Suffices(value); o.Assumed {
			o.Resource, o.Phase = planner.SysctlResource(r.ID.Name, value), planner.Ready
		} else {
			o.Phase = planner.NotReady
		}
		observed[i] = o
	}
	return observed
}

func observedSysctls(wanted []planner.Resource, texts map[string]string) ([]planner.Observed, error) {
	var observed []planner.Observed
	for _, r := range wanted {
		text, found := texts[r.ID.Name]
		if !found {
			continue
		}
		value, err := number(r.ID.Name, text)
		if err != nil {
			return nil, err
		}
		observed = append(observed, planner.Observed{
			Resource: planner.SysctlResource(r.ID.Name, value), Owner: planner.Unowned, Phase: planner.Ready,
		})
	}
	return observed, nil
}

func number(key, text string) (int64, error) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fault.Errorf(fault.NoKernelSetting, "kernel setting %s is %q, which is not one number; remove it from host.sysctl", key, text)
	}
	return value, nil
}
