package preflight

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// Machine inspects this machine, and the one that Docker runs on.
type Machine struct {
	engine *engine.Engine
	dir    statedir.Dir
	system thisMachine
}

var _ executor.Inspector = (*Machine)(nil)

// New returns the inspector for a lab with that state directory.
func New(daemon *engine.Engine, dir statedir.Dir) *Machine {
	return &Machine{engine: daemon, dir: dir, system: readThisMachine()}
}

// look is one inspection. Without a lab it is of the machine itself.
type look struct {
	*Machine
	executor.Question
	need   planner.Size
	docker *engine.Machine // nil if nothing in the lab is on Docker, or Docker cannot be asked
	api    engine.API
}

// checks are made in this order.
var checks = []func(context.Context, *look) []executor.Finding{
	checkCgroup, checkArchitecture, checkMemory, checkDisk, checkInotify, checkPorts, checkSubnet, checkImages, checkProxy, checkCertificates, checkLeftovers, checkState,
}

// Inspect implements executor.Inspector.
func (m *Machine) Inspect(ctx context.Context, q executor.Question) []executor.Finding {
	l := &look{Machine: m, Question: q}
	if q.Lab != nil {
		l.need = planner.SizeOf(q.Lab)
	}
	findings := l.reachDocker(ctx)
	for _, check := range checks {
		findings = append(findings, check(ctx, l)...)
	}
	return findings
}

func fine(check, found string) []executor.Finding {
	return []executor.Finding{{Check: check, Verdict: executor.Fine, Found: found}}
}

func warning(check, found, remedy string) []executor.Finding {
	return []executor.Finding{{Check: check, Verdict: executor.Warning, Found: found, Remedy: remedy}}
}

func failure(check string, code fault.Code, found, remedy string) []executor.Finding {
	return []executor.Finding{{Check: check, Verdict: executor.Failure, Found: found, Remedy: remedy, Code: code}}
}

// unknown is for a check that could not look. That is no reason to stop a lab.
func unknown(check string, err error) []executor.Finding {
	f := executor.FindingOf(check, err)
	f.Verdict, f.Code = executor.Warning, ""
	return []executor.Finding{f}
}
