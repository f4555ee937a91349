package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply raises the setting to what the lab needs. It looks again before it writes, because somebody may have raised it
// since the plan was made. Where no image is there to look with, AwaitReady does it once it has pulled one.
func (s *Sysctls) Apply(ctx context.Context, r planner.Resource, _ executor.Report) error {
	k, err := s.find(ctx)
	if err != nil {
		return err
	}
	if err := raise(ctx, k, r); !errors.Is(err, errNoImage) {
		return err
	}
	return nil
}

// AwaitReady implements executor.Handler. A setting of this machine holds once it is written.
func (s *Sysctls) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	k, err := s.find(ctx)
	if err != nil {
		return err
	}
	if theirs, ok := k.(dockerKernel); ok {
		if err := theirs.pull(ctx, report); err != nil {
			return err
		}
	}
	return raise(ctx, k, r)
}

func raise(ctx context.Context, k kernel, r planner.Resource) error {
	value, err := raised(ctx, k, r.ID.Name, r.Attrs.(planner.Sysctl))
	if theirs, ok := k.(dockerKernel); ok && err == nil {
		return theirs.engine.NoteSetting(ctx, r.ID.Name, value)
	}
	return err
}

// raised returns the value that there is in the end. It reads it back: a kernel caps some settings without an error.
func raised(ctx context.Context, k kernel, key string, wanted planner.Sysctl) (int64, error) {
	before, err := value(ctx, k, key)
	if err != nil || wanted.Suffices(before) {
		return before, err
	}
	if err := k.raise(ctx, key, wanted.Value); err != nil {
		return before, fmt.Errorf("raise kernel setting %s from %d: %w", key, before, err)
	}
	after, err := value(ctx, k, key)
	if err == nil && after < wanted.Value {
		err = fault.Errorf(fault.KernelSetting, "kernel setting %s is %d after %d was written: %s does not allow more; lower it in host.sysctl", key, after, wanted.Value, k.name())
	}
	return after, err
}

func value(ctx context.Context, k kernel, key string) (int64, error) {
	texts, err := k.read(ctx, key)
	if err != nil {
		return 0, err
	}
	text, found := texts[key]
	if !found {
		return 0, fault.Errorf(fault.NoKernelSetting, "%s has no setting %s; check the key in host.sysctl, or load the kernel module that brings it", k.name(), key)
	}
	return number(key, text)
}

// Check implements executor.Checker: raising a setting of this machine takes root.
func (s *Sysctls) Check(ctx context.Context, r planner.Resource) []executor.Finding {
	k, err := s.find(ctx)
	if err != nil {
		return []executor.Finding{executor.FindingOf("kernel settings", err)}
	}
	own, ok := k.(ownKernel)
	if !ok {
		return nil
	}
	key, wanted := r.ID.Name, r.Attrs.(planner.Sysctl)
	now, err := value(ctx, own, key)
	if err != nil {
		return []executor.Finding{executor.FindingOf(key, err)}
	}
	finding := executor.Finding{Check: key, Verdict: executor.Fine, Found: fmt.Sprintf("%s is %d", key, now)}
	if wanted.Suffices(now) {
		return []executor.Finding{finding}
	}
	finding.Found += fmt.Sprintf(", the lab wants %d", wanted.Value)
	if err := own.mayRaise(key); err != nil {
		finding.Verdict, finding.Code = executor.Failure, fault.KernelSetting
		finding.Found += " and this user may not raise it"
		finding.Remedy = fmt.Sprintf("run: sudo sysctl -w %s=%d", key, wanted.Value)
	}
	return []executor.Finding{finding}
}
