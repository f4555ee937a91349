// Package outward is the border over which text leaves a program: to a terminal, a log, a record, a page, an archive, or whoever uses
// the library.
package outward

import (
	"encoding/json"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/mask"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/secret"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Border is passed by whatever others wrote, or an API quotes. There it loses the lab's secrets and what a terminal would obey.
type Border struct{ mask *mask.Mask }

// New returns a border that knows no secrets yet.
func New() Border { return Border{mask.New()} }

// Learn takes in the secrets of a lab file and of what it names, which an error may quote anywhere.
func (o Border) Learn(lab *spec.Lab) { o.mask.Learn(SecretsOf(lab)...) }

// SecretsOf are those that stand in a lab file and in what it names.
func SecretsOf(lab *spec.Lab) []string {
	var secrets []string
	if data, err := json.Marshal(lab); err == nil {
		var plain any
		_ = json.Unmarshal(data, &plain) // it was made a moment ago
		secrets = secret.In(plain)
	}
	for _, registry := range lab.ManagementCluster.Registries {
		secrets = append(secrets, registry.Password)
	}
	for _, provider := range lab.ManagementCluster.ClusterAPI.Providers {
		for _, v := range provider.SecretVariables {
			secrets = append(secrets, v.Value)
		}
	}
	secrets = append(secrets, secretsIn(lab.ManagementCluster.Files)...)
	for _, profile := range lab.AddonProfiles {
		secrets = append(secrets, secretsIn(profile.Files)...)
	}
	for _, cluster := range lab.WorkloadClusters {
		secrets = append(secrets, secretsIn(cluster.Files)...)
	}
	return secrets
}

func secretsIn(files []spec.ManifestFile) []string {
	var secrets []string
	for _, file := range files {
		for _, object := range file.Objects {
			secrets = append(secrets, secret.In(object)...)
		}
	}
	return secrets
}

// Text is what others wrote, as it may be shown.
func (o Border) Text(text string) string { return o.mask.Text(text) }

// quiet is an error with the text that may be shown.
type quiet struct {
	error
	text string
}

func (s quiet) Error() string { return s.text }
func (s quiet) Unwrap() error { return s.error }

// Err is the error with a text that may be shown. It is told apart as before.
func (o Border) Err(err error) error {
	if err == nil {
		return nil
	}
	return quiet{err, o.Text(err.Error())}
}

// Event is what happened, as it may be told.
func (o Border) Event(e executor.Event) executor.Event {
	e.Step, e.Message, e.Err = planner.StepID(printable.Text(string(e.Step))), o.Text(e.Message), o.Err(e.Err)
	return e
}

// Result is how a run ended, as it may be told.
func (o Border) Result(r view.Result) view.Result {
	r.Err = o.Err(r.Err)
	return r
}

// Failure is a step that failed, as it may be told.
func (o Border) Failure(f view.Failure) view.Failure {
	f.Step, f.Err = planner.StepID(printable.Text(string(f.Step))), o.Err(f.Err)
	f.Account = mask.Strings(o.mask, f.Account)
	return f
}

// Status is what there is of a lab, as it may be shown.
func (o Border) Status(s snapshot.Status) snapshot.Status { return mask.Strings(o.mask, s) }

// Images are those of a lab, as they may be shown.
func (o Border) Images(list *images.List) *images.List { return mask.Strings(o.mask, list) }

// Findings are those of checks, as they may be shown.
func (o Border) Findings(findings []executor.Finding) []executor.Finding {
	return mask.Strings(o.mask, findings)
}

// Lab is a lab file to look at. Its selectors select what they selected.
func (o Border) Lab(lab *spec.Lab) *spec.Lab { return mask.Strings(o.mask, lab) }

// Plan is a plan to look at. It cannot be run: what its steps do is left out.
func (o Border) Plan(p *planner.Plan) *planner.Plan {
	looks := *p
	looks.Notes = nil
	for _, note := range p.Notes {
		looks.Notes = append(looks.Notes, o.Text(note))
	}
	looks.Steps = make([]planner.Step, len(p.Steps))
	for i, step := range p.Steps {
		looks.Steps[i] = o.step(step)
	}
	looks.Forecasts = mask.Strings(o.mask, p.Forecasts)
	return &looks
}

func (o Border) step(s planner.Step) planner.Step {
	s.ID, s.Reason = planner.StepID(printable.Text(string(s.ID))), o.Text(s.Reason)
	s.Because = shownID(s.Because)
	s.Resource = planner.Resource{ID: shownID(s.Resource.ID)}
	needs := make([]planner.StepID, len(s.Needs))
	for i, need := range s.Needs {
		needs[i] = planner.StepID(printable.Text(string(need)))
	}
	changes := make([]planner.Change, len(s.Changes))
	for i, c := range s.Changes {
		c.Field, c.Old, c.New = printable.Text(c.Field), o.Text(c.Old), o.Text(c.New)
		changes[i] = c
	}
	s.Needs, s.Changes = needs, changes
	return s
}

func shownID(id planner.ID) planner.ID {
	id.Name = printable.Text(id.Name)
	return id
}
