package host

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Sysctls handles kernel settings.
type Sysctls struct {
	root string // where the kernel shows its settings as files
	os   string
}

var _ executor.Handler = (*Sysctls)(nil)

// NewSysctls returns the handler of kernel settings.
func NewSysctls() *Sysctls { return &Sysctls{root: "/proc/sys", os: runtime.GOOS} }

// Observe reads the settings that the lab wants, and no others: they are nobody's, so there is nothing to prune. A
// setting that the kernel does not have is not there.
func (s *Sysctls) Observe(_ context.Context, lab *spec.Lab) ([]planner.Observed, error) {
	if len(lab.Host.Sysctl) == 0 {
		return nil, nil
	}
	if s.os != "linux" {
		return nil, fault.Errorf(fault.NoKernelSetting, "kernel settings can be read on Linux only, this is %s; set host.sysctl to {} and raise %s where the containers run",
			s.os, strings.Join(keys(lab), ", "))
	}
	var observed []planner.Observed
	for _, key := range keys(lab) {
		value, err := s.read(key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		observed = append(observed, planner.Observed{
			Resource: planner.SysctlResource(key, value), Owner: planner.Unowned, Phase: planner.Ready,
		})
	}
	return observed, nil
}

func keys(lab *spec.Lab) []string {
	var keys []string
	for key := range lab.Host.Sysctl {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Apply raises the setting to the least value that the lab needs. It looks again before it writes, because somebody may
// have raised it further since the plan was made.
func (s *Sysctls) Apply(_ context.Context, r planner.Resource, _ executor.Report) error {
	key, wanted := r.ID.Name, r.Attrs.(planner.Sysctl).Value
	value, err := s.read(key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Errorf(fault.NoKernelSetting, "this kernel has no setting %s; check the key in host.sysctl, or load the kernel module that brings it", key)
	case err != nil || value >= wanted:
		return err
	}
	if err := os.WriteFile(s.path(key), []byte(strconv.FormatInt(wanted, 10)+"\n"), 0o644); err != nil {
		return fault.Errorf(fault.KernelSetting, "raise kernel setting %s from %d: %w; run: sudo sysctl -w %s=%d", key, value, err, key, wanted)
	}
	return s.confirm(key, wanted)
}

// confirm reads the value back: the kernel caps some settings without an error.
func (s *Sysctls) confirm(key string, wanted int64) error {
	value, err := s.read(key)
	if err == nil && value < wanted {
		err = fault.Errorf(fault.KernelSetting, "kernel setting %s is %d after %d was written: this kernel does not allow more; lower it in host.sysctl", key, value, wanted)
	}
	return err
}

func (s *Sysctls) read(key string) (int64, error) {
	text, err := os.ReadFile(s.path(key))
	if err != nil {
		return 0, fault.Errorf(fault.NoKernelSetting, "read kernel setting %s: %w", key, err)
	}
	value, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, fault.Errorf(fault.NoKernelSetting, "kernel setting %s is %q, which is not one number; remove it from host.sysctl", key, strings.TrimSpace(string(text)))
	}
	return value, nil
}

func (s *Sysctls) path(key string) string {
	return filepath.Join(s.root, strings.ReplaceAll(key, ".", string(filepath.Separator)))
}

// AwaitReady has nothing to wait for: a setting holds once it is written.
func (s *Sysctls) AwaitReady(context.Context, planner.Resource, executor.Report) error { return nil }

// Delete leaves the setting: it is nobody's, and others may rely on it by now.
func (s *Sysctls) Delete(context.Context, planner.Resource, executor.Report) error { return nil }

// AwaitGone has nothing to wait for.
func (s *Sysctls) AwaitGone(context.Context, planner.Resource, executor.Report) error { return nil }
