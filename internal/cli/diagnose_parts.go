package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/bundle"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/version"
)

// parts are what kaaslab itself knows of the lab.
func (s *session) parts() []bundle.Part {
	return []bundle.Part{
		{Name: "lab.yaml", Collect: s.labFileEvidence},
		{Name: "kaaslab.log", Collect: operation.LogEvidence("kaaslab.log", s.Dir.Log())},
		{Name: "events.jsonl", Collect: operation.LogEvidence("events.jsonl", s.Dir.Record())},
		{Name: "versions", Collect: s.versionEvidence},
		{Name: "plan", Collect: s.planEvidence},
		{Name: "status", Collect: s.statusEvidence},
		{Name: "doctor", Collect: s.doctorEvidence},
		{Name: "kubeconfigs", Collect: s.kubeconfigEvidence},
	}
}

func (s *session) labFileEvidence(_ context.Context, into executor.Evidence) error {
	into.Secret(secretsOf(s.Spec)...)
	if s.File == "-" {
		return fault.Errorf(fault.UnreadableFile, "it came from standard input")
	}
	text, err := os.ReadFile(s.File)
	if err == nil {
		into.File("lab.yaml", bundle.Document(text))
	}
	return fault.Wrap(fault.UnreadableFile, err)
}

func (s *session) versionEvidence(ctx context.Context, into executor.Evidence) error {
	providers, err := s.Providers(ctx)
	into.File("versions.yaml", map[string]any{"kaaslab": version.This(), "providers": providers})
	return err
}

func (s *session) planEvidence(ctx context.Context, into executor.Evidence) error {
	plan, err := s.Plan(ctx, operation.PlanOptions{})
	if err != nil {
		return err
	}
	looks := s.outward.plan(plan)
	var text, data bytes.Buffer
	err = errors.Join(view.PlanText(&text, looks, s.File, true, view.Style{}), view.PlanJSON(&data, looks))
	into.File("plan.txt", text.Bytes())
	into.File("plan.json", data.Bytes())
	return err
}

func (s *session) statusEvidence(ctx context.Context, into executor.Evidence) error {
	status := s.look(ctx)
	var text, data bytes.Buffer
	err := errors.Join(view.StatusText(&text, status, view.StatusLook{Wide: true}), view.StatusJSON(&data, status))
	into.File("status.txt", text.Bytes())
	into.File("status.json", data.Bytes())
	return err
}

func (s *session) doctorEvidence(ctx context.Context, into executor.Evidence) error {
	var text bytes.Buffer
	err := view.FindingsText(&text, view.NewFindings(s.Spec.Name, s.Doctor(ctx)), view.Style{})
	into.File("doctor.txt", text.Bytes())
	return err
}

// kubeconfigEvidence tells the credentials in the lab's kubeconfigs, so that they are found wherever they stand. The files
// themselves are not for others.
func (s *session) kubeconfigEvidence(_ context.Context, into executor.Evidence) error {
	files, err := filepath.Glob(s.Dir.Kubeconfig("*"))
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			return fault.Wrap(fault.StateFiles, err)
		}
		into.Secret(string(content))
	}
	return fault.Wrap(fault.StateFiles, err)
}
