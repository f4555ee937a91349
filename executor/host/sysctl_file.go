package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// sysctlDir is where the system reads settings from when it boots.
const sysctlDir = "/etc/sysctl.d"

// SysctlFiles handles the file that makes a lab's kernel settings last (hazard H25).
type SysctlFiles struct {
	executor.ReadyAtOnce
	executor.GoneAtOnce
	lab, dir string
	find     func(context.Context) (kernel, error)
}

var (
	_ executor.Handler = (*SysctlFiles)(nil)
	_ executor.Checker = (*SysctlFiles)(nil)
)

// NewSysctlFiles returns the handler of a lab's file.
func NewSysctlFiles(lab *spec.Lab, daemon *engine.Engine) *SysctlFiles {
	return &SysctlFiles{lab: lab.Name, dir: sysctlDir, find: NewSysctls(lab, daemon).find}
}

// Observe implements executor.Handler.
func (h *SysctlFiles) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	r := planner.SysctlFileResource(h.lab, nil)
	file, err := h.read(r)
	if err != nil || file == nil {
		return nil, err
	}
	r.Attrs = planner.SysctlFile{Values: file.values}
	o := planner.Observed{Resource: r, Owner: file.owner, Phase: planner.Ready}
	if file.owner == h.lab && file.text != render(h.lab, file.values) {
		o.Phase, o.Detail = planner.NotReady, "was edited"
	}
	return []planner.Observed{o}, nil
}

// Apply writes the file, with the present value of a setting that is higher by now.
func (h *SysctlFiles) Apply(ctx context.Context, r planner.Resource, _ executor.Report) error {
	if err := h.mustBeOwn(r); err != nil {
		return err
	}
	k, err := h.kernel(ctx)
	if err != nil {
		return err
	}
	values := map[string]int64{}
	wanted := r.Attrs.(planner.SysctlFile).Values
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		now, err := value(ctx, k, key)
		if err != nil {
			return err
		}
		values[key] = max(wanted[key], now)
	}
	text := render(h.lab, values)
	if err := replaceFile(h.path(r), text); err != nil {
		return fault.Errorf(fault.KernelSetting, "write %s: %w; run: %s", h.path(r), err, h.command(r, text))
	}
	return nil
}

// Delete removes the file if it is the lab's.
func (h *SysctlFiles) Delete(_ context.Context, r planner.Resource, _ executor.Report) error {
	if err := h.mustBeOwn(r); err != nil {
		return err
	}
	err := os.Remove(h.path(r))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fault.Errorf(fault.KernelSetting, "%w; run: sudo rm %s", err, h.path(r))
}

// Check implements executor.Checker: the file takes root, and a kernel that is this machine's.
func (h *SysctlFiles) Check(ctx context.Context, r planner.Resource) []executor.Finding {
	if _, err := h.kernel(ctx); err != nil {
		return []executor.Finding{executor.FindingOf("host.persist", err)}
	}
	found := executor.Finding{Check: "host.persist", Verdict: executor.Fine, Found: h.path(r)}
	if err := mayReplace(h.path(r)); err != nil {
		text := render(h.lab, r.Attrs.(planner.SysctlFile).Values)
		found.Verdict, found.Code = executor.Failure, fault.KernelSetting
		found.Found = fmt.Sprintf("%s cannot be written by this user (%v)", h.path(r), err)
		found.Remedy = "run: " + h.command(r, text) + ", or take host.persist out of the lab file"
	}
	return []executor.Finding{found}
}

func (h *SysctlFiles) kernel(ctx context.Context) (kernel, error) {
	k, err := h.find(ctx)
	if _, own := k.(ownKernel); err == nil && !own {
		return nil, fault.Errorf(fault.NoKernelSetting, "kernel settings of a Docker on another kernel cannot be made to last from here; take host.persist out of the lab file, and make them last on the Docker host")
	}
	return k, err
}

func (h *SysctlFiles) path(r planner.Resource) string { return filepath.Join(h.dir, r.ID.Name) }

// command does what kaaslab would do as root.
func (h *SysctlFiles) command(r planner.Resource, text string) string {
	return fmt.Sprintf("printf '%s' | sudo tee %s", strings.ReplaceAll(text, "\n", `\n`), h.path(r))
}

func (h *SysctlFiles) mustBeOwn(r planner.Resource) error {
	file, err := h.read(r)
	if err != nil || file == nil || file.owner == h.lab {
		return err
	}
	return fault.Errorf(fault.ForeignFile, "%s belongs to %s, not to lab %s; move it away, or give the lab another name", h.path(r), file.owner, h.lab)
}

// read returns the file, or nil if there is none.
func (h *SysctlFiles) read(r planner.Resource) (*sysctlFile, error) {
	text, err := os.ReadFile(h.path(r))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the settings that last: %w", err)
	}
	return parseSysctlFile(string(text)), nil
}
