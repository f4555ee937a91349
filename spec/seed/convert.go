package seed

import (
	"fmt"

	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// Source is one file of the old lab.
type Source struct {
	Name string // as the user named it
	Data []byte
}

// Result is the new lab.
type Result struct {
	Lab     []byte      // the text of lab.yaml, which Parse takes
	Files   draft.Files // manifests that it names, by path beside it
	Changes []string    // what is said another way now, and why; it is in the text as well
	Lost    []string    // what could not be carried over; it is in the text as well
}

// conversion is the work under way: objects, from which what is understood is taken, and what was made of them.
type conversion struct {
	objects []*object
	lab     draft.Lab
	result  Result
}

// Convert makes a lab with this name from the files. An error is a *spec.Invalid.
func Convert(name string, sources []Source) (*Result, error) {
	c := &conversion{lab: draft.New(name, draft.ManagementCluster{Provider: spec.ProviderK3d}), result: Result{Files: draft.Files{}}}
	for _, source := range sources {
		found, err := readObjects(source)
		if err != nil {
			return nil, err
		}
		c.objects = append(c.objects, found...)
	}
	clusters := c.ofKind(kindCluster)
	if len(clusters) == 0 {
		return nil, invalid(firstName(sources), 0, "holds no Cluster of cluster.x-k8s.io; name the file that does")
	}
	c.run(clusters)
	return &c.result, c.finish(sources)
}

func (c *conversion) run(clusters []*object) {
	for _, cluster := range clusters {
		c.cluster(cluster)
	}
	for _, profile := range c.ofKind(kindProfile) {
		c.profile(profile)
	}
	c.dropDangling()
	c.leftovers()
}

// finish writes the text and reads it as kaaslab will, so that nobody gets a file that is refused later.
func (c *conversion) finish(sources []Source) error {
	text, err := c.render(sources)
	if err != nil {
		return err
	}
	c.result.Lab = text
	_, _, err = spec.Parse("lab.yaml made from "+firstName(sources), text, c.result.Files.Read)
	return err
}

// change notes what is said another way in the new lab.
func (c *conversion) change(format string, values ...any) {
	c.result.Changes = note(c.result.Changes, format, values...)
}

// lose notes what is not in the new lab.
func (c *conversion) lose(format string, values ...any) {
	c.result.Lost = note(c.result.Lost, format, values...)
}

func firstName(sources []Source) string {
	if len(sources) == 0 {
		return "stdin"
	}
	return sources[0].Name
}

func invalid(file string, line int, format string, values ...any) error {
	problem := spec.Problem{File: file, Line: line, Column: min(line, 1), Code: fault.OlderLab, Reason: fmt.Sprintf(format, values...)}
	return &spec.Invalid{Problems: spec.Problems{problem}}
}
