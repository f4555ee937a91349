package cli

import (
	"encoding/json"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/mask"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/secret"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// outward is the border over which text leaves the program: to a terminal, a log, a record, the page or a machine. Whatever
// others wrote, or an API quotes, passes here, and loses the lab's secrets and what a terminal would obey.
type outward struct{ mask *mask.Mask }

func newOutward() outward { return outward{mask.New()} }

// learn takes in the secrets of a lab file and of what it names, which an error may quote anywhere.
func (o outward) learn(lab *spec.Lab) { o.mask.Learn(secretsOf(lab)...) }

func secretsOf(lab *spec.Lab) []string {
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

// text is what others wrote, as it may be shown.
func (o outward) text(text string) string { return o.mask.Text(text) }

// quiet is an error with the text that may be shown.
type quiet struct {
	error
	text string
}

func (s quiet) Error() string { return s.text }
func (s quiet) Unwrap() error { return s.error }

func (o outward) err(err error) error {
	if err == nil {
		return nil
	}
	return quiet{err, o.text(err.Error())}
}

func (o outward) event(e executor.Event) executor.Event {
	e.Step, e.Message, e.Err = planner.StepID(printable.Text(string(e.Step))), o.text(e.Message), o.err(e.Err)
	return e
}

func (o outward) result(r view.Result) view.Result {
	r.Err = o.err(r.Err)
	return r
}

func (o outward) failure(f view.Failure) view.Failure {
	f.Step, f.Err = planner.StepID(printable.Text(string(f.Step))), o.err(f.Err)
	f.Account = mask.Strings(o.mask, f.Account)
	return f
}

func (o outward) status(s snapshot.Status) snapshot.Status { return mask.Strings(o.mask, s) }

func (o outward) findings(findings []executor.Finding) []executor.Finding {
	return mask.Strings(o.mask, findings)
}

// lab is a lab file to look at. Its selectors select what they selected.
func (o outward) lab(lab *spec.Lab) *spec.Lab { return mask.Strings(o.mask, lab) }

// plan is a plan to look at. It cannot be run: what its steps do is left out.
func (o outward) plan(p *planner.Plan) *planner.Plan {
	looks := *p
	looks.Notes = nil
	for _, note := range p.Notes {
		looks.Notes = append(looks.Notes, o.text(note))
	}
	looks.Steps = make([]planner.Step, len(p.Steps))
	for i, step := range p.Steps {
		looks.Steps[i] = o.step(step)
	}
	looks.Forecasts = mask.Strings(o.mask, p.Forecasts)
	return &looks
}

func (o outward) step(s planner.Step) planner.Step {
	s.ID, s.Reason = planner.StepID(printable.Text(string(s.ID))), o.text(s.Reason)
	s.Because = shownID(s.Because)
	s.Resource = planner.Resource{ID: shownID(s.Resource.ID)}
	needs := make([]planner.StepID, len(s.Needs))
	for i, need := range s.Needs {
		needs[i] = planner.StepID(printable.Text(string(need)))
	}
	changes := make([]planner.Change, len(s.Changes))
	for i, c := range s.Changes {
		c.Field, c.Old, c.New = printable.Text(c.Field), o.text(c.Old), o.text(c.New)
		changes[i] = c
	}
	s.Needs, s.Changes = needs, changes
	return s
}

func shownID(id planner.ID) planner.ID {
	id.Name = printable.Text(id.Name)
	return id
}
