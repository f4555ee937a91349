package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/companion"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Checker = (*Handler)(nil)

// Program is the name of the program.
const Program = "kaaslab-embedded"

// installer is the name of the program that it runs for add-ons.
const installer = "kaaslab-sveltos"

// Variable names the program in the environment, which any program may have anywhere.
const Variable = "KAASLAB_EMBEDDED"

// find returns the path of the program.
func (h *Handler) find() (string, error) {
	return companion.Program{Name: Program, Variable: Variable, Missing: fault.NoEmbeddedProgram, Wrong: fault.WrongProgram}.Find(h.options.Binary)
}

// usable returns the program and its version, if it is what this kaaslab and the lab need.
func (h *Handler) usable(ctx context.Context, clusterAPI string) (string, Version, error) {
	path, err := h.find()
	if err != nil {
		return "", Version{}, err
	}
	answer, err := ask(ctx, path)
	v := answer.Version
	switch {
	case err != nil:
		return "", Version{}, err
	case h.options.Version != "" && v.Version != h.options.Version:
		return "", Version{}, fault.Errorf(fault.WrongProgram, "%s is version %s, this kaaslab needs version %s; run `make build` in a checkout of kaaslab, or install both from one release",
			path, v.Version, h.options.Version)
	case clusterAPI != "" && v.ClusterAPI != clusterAPI:
		return "", Version{}, fault.Errorf(fault.WrongProgram, "%s has Cluster API %s built in, not %s; set managementCluster.clusterAPI.version to %s",
			path, v.ClusterAPI, clusterAPI, v.ClusterAPI)
	case h.options.Addons && answer.SveltosProblem != "":
		return "", Version{}, fault.Errorf(fault.WrongProgram, "%s cannot install add-ons on simulated clusters: %s", path, answer.SveltosProblem)
	case h.options.Addons && v.Sveltos == "":
		return "", Version{}, fault.Errorf(fault.NoEmbeddedProgram, "%s finds no %s beside it or in PATH, which installs add-ons on simulated clusters; run `make build` in a checkout of kaaslab, or install both from one release",
			path, installer)
	}
	return path, v, nil
}

// Check implements executor.Checker: without a program of the right version there is nothing to start.
func (h *Handler) Check(ctx context.Context, r planner.Resource) []executor.Finding {
	path, v, err := h.usable(ctx, r.Attrs.(planner.ManagementCluster).ClusterAPI)
	if err != nil {
		return []executor.Finding{executor.FindingOf(Program, err)}
	}
	found := fmt.Sprintf("%s %s with Cluster API %s", path, v.Version, v.ClusterAPI)
	return []executor.Finding{{Check: Program, Verdict: executor.Fine, Found: found}}
}

// longest is how long the program may take to say its version. That is the time to read it from a disk while a machine is busy.
const longest = time.Minute

// ask runs the program to learn its version.
func ask(ctx context.Context, path string) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, longest, fault.Errorf(fault.WrongProgram, "no answer within %s", longest))
	defer cancel()
	text, err := exec.CommandContext(ctx, path, "version").Output()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		err = fault.Errorf(fault.WrongProgram, "ask %s for its version: %w", path, err)
		if ctx.Err() != nil || errors.Is(err, syscall.ETXTBSY) { // the machine is busy, or a build is just writing it
			return answer{}, executor.Transient(err)
		}
		return answer{}, err
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil || a.Version.Version == "" {
		return answer{}, fault.Errorf(fault.WrongProgram, "%s is not the program that kaaslab needs: `%s version` prints no version; run `make build` in a checkout of kaaslab", path, path)
	}
	return a, nil
}

// installed returns the version of the program that would be started, or no version if there is none.
func (h *Handler) installed(ctx context.Context) (Version, error) {
	path, err := h.find()
	if fault.Of(err) == fault.NoEmbeddedProgram || errors.Is(err, fs.ErrNotExist) {
		return Version{}, nil
	}
	if err != nil {
		return Version{}, err
	}
	a, err := ask(ctx, path)
	return a.Version, err
}
