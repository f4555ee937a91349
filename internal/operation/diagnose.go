package operation

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/outward"
	"github.com/kaaslab/kaaslab/internal/version"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// Diagnose collects all that tells what is wrong with the lab, and looks at no part of it longer than the limit. It only reads.
func (l *Lab) Diagnose(ctx context.Context, limit time.Duration) (*bundle.Bundle, bundle.Head) {
	found := bundle.Collect(ctx, append(l.parts(), l.Evidence...), limit)
	return found, bundle.Head{Lab: l.Spec.Name, Version: version.Number, Time: time.Now()}
}

// Border is what text of this lab passes on its way out.
func (l *Lab) Border() outward.Border {
	b := outward.New()
	b.Learn(l.Spec)
	return b
}

// parts are what kaaslab itself knows of the lab.
func (l *Lab) parts() []bundle.Part {
	return []bundle.Part{
		{Name: "lab.yaml", Collect: l.labFileEvidence},
		{Name: "kaaslab.log", Collect: LogEvidence("kaaslab.log", l.Dir.Log())},
		{Name: "events.jsonl", Collect: LogEvidence("events.jsonl", l.Dir.Record())},
		{Name: "versions", Collect: l.versionEvidence},
		{Name: "plan", Collect: l.planEvidence},
		{Name: "status", Collect: l.statusEvidence},
		{Name: "doctor", Collect: l.doctorEvidence},
		{Name: "kubeconfigs", Collect: l.kubeconfigEvidence},
	}
}

func (l *Lab) labFileEvidence(_ context.Context, into executor.Evidence) error {
	into.Secret(outward.SecretsOf(l.Spec)...)
	switch l.File {
	case "-":
		return fault.Errorf(fault.UnreadableFile, "it came from standard input")
	case "": // a program has made it
		into.File("lab.yaml", l.Spec)
		return nil
	}
	text, err := os.ReadFile(l.File)
	if err == nil {
		into.File("lab.yaml", bundle.Document(text))
	}
	return fault.Wrap(fault.UnreadableFile, err)
}

func (l *Lab) versionEvidence(ctx context.Context, into executor.Evidence) error {
	providers, err := l.Providers(ctx)
	into.File("versions.yaml", map[string]any{"kaaslab": version.This(), "providers": providers})
	return err
}

func (l *Lab) planEvidence(ctx context.Context, into executor.Evidence) error {
	plan, err := l.Plan(ctx, PlanOptions{})
	if err != nil {
		return err
	}
	looks := l.Border().Plan(plan)
	var text, data bytes.Buffer
	err = errors.Join(view.PlanText(&text, looks, l.File, true, view.Style{}), view.PlanJSON(&data, looks))
	into.File("plan.txt", text.Bytes())
	into.File("plan.json", data.Bytes())
	return err
}

func (l *Lab) statusEvidence(ctx context.Context, into executor.Evidence) error {
	status := l.Border().Status(snapshot.Take(ctx, l.Source()))
	var text, data bytes.Buffer
	err := errors.Join(view.StatusText(&text, status, view.StatusLook{Wide: true}), view.StatusJSON(&data, status))
	into.File("status.txt", text.Bytes())
	into.File("status.json", data.Bytes())
	return err
}

func (l *Lab) doctorEvidence(ctx context.Context, into executor.Evidence) error {
	var text bytes.Buffer
	err := view.FindingsText(&text, view.NewFindings(l.Spec.Name, l.Doctor(ctx)), view.Style{})
	into.File("doctor.txt", text.Bytes())
	return err
}

// kubeconfigEvidence tells the credentials in the lab's kubeconfigs, so that they are found wherever they stand. The files
// themselves are not for others.
func (l *Lab) kubeconfigEvidence(_ context.Context, into executor.Evidence) error {
	files, err := filepath.Glob(l.Dir.Kubeconfig("*"))
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			return fault.Wrap(fault.StateFiles, err)
		}
		into.Secret(string(content))
	}
	return fault.Wrap(fault.StateFiles, err)
}
