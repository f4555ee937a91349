package seed

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// Source is one file of the old lab.
type Source struct {
	Name string // as the user named it
	Data []byte
	// Unset are the variables of a clusterctl template that have no value, so that the file is none that was applied.
	Unset []Variable
}

// Variable is a variable of a clusterctl template.
type Variable struct {
	Name string
	Line int // where it is used first
}

// Options say what lab to make.
type Options struct {
	Name string // of the lab
	File string // of the lab file, beside which manifests get other names
}

// Result is the new lab.
type Result struct {
	Lab     []byte      // the text of lab.yaml, which Parse takes
	Files   draft.Files // manifests that it names, by path beside it
	Secrets []string    // the files that only their owner may read
	Changes []string    // what is said another way now, and why; it is in the text as well
	Lost    []Note      // what could not be carried over; it is in the text as well
}

// conversion is the work under way: objects, from which what is understood is taken, and what was made of them.
type conversion struct {
	sources    []Source
	file       string // of the lab file
	objects    []*object
	known      map[identity]*object
	lab        draft.Lab // without clusters and profiles
	clusters   []*clusterEntry
	profiles   []*profileEntry
	management []managementEntry
	installs   []providerEntry
	classes    map[string]string             // manifests of ClusterClasses, by their names
	patches    map[string][]classpatch.Entry // of the classes that labs have made, by their names
	content    map[*object][]manifest
	origins    map[string]manifest // of manifests, by their path
	templates  map[*object]bool    // that Sveltos fills in
	parts      []*object           // items of lists in objects
	needs      []need
	rawParts   map[*object][]*object // of clusters that stay as they are
	rawFiles   map[*object]string    // by the first object in them
	changes    []change
	current    *object // what changes are for
	result     Result
}

type identity struct{ kind, namespace, name string }

// Convert makes a lab from the files. What does not fit is left out, with its reason and its place. Only if nothing is left
// is there an error, a *spec.Invalid with all the reasons.
func Convert(options Options, sources []Source) (*Result, error) {
	c := &conversion{
		sources: sources, file: options.File, known: map[identity]*object{}, classes: map[string]string{}, patches: map[string][]classpatch.Entry{},
		content: map[*object][]manifest{}, origins: map[string]manifest{}, templates: map[*object]bool{}, result: Result{Files: draft.Files{}},
		rawParts: map[*object][]*object{}, rawFiles: map[*object]string{},
		lab: draft.New(options.Name, draft.ManagementCluster{Provider: spec.ProviderK3d}),
	}
	c.read()
	c.run()
	if err := c.repair(); err != nil {
		return nil, err
	}
	if !c.isLab() {
		return nil, c.nothing()
	}
	c.prune()
	c.settle()
	return &c.result, c.finish()
}

func (c *conversion) run() {
	c.generated()
	c.findForeign()
	for _, cluster := range c.ofKind(kindCluster) {
		c.cluster(cluster)
	}
	c.manage()
	c.providers()
	for _, kind := range []string{kindClusterProfile, kindProfile} {
		for _, profile := range c.ofKind(kind) {
			c.profile(profile)
		}
	}
	c.leftovers()
	c.missing()
}

// manage chooses where the lab is: simulated clusters are on an embedded management cluster only, and those of Docker never.
func (c *conversion) manage() {
	has := func(sort func(spec.Infrastructure) bool) bool {
		return slices.ContainsFunc(c.clusters, func(e *clusterEntry) bool { return sort(spec.Infrastructure(e.Infrastructure)) })
	}
	if has(spec.Infrastructure.Emulated) && !has(spec.Infrastructure.OnDocker) {
		c.lab.ManagementCluster.Provider = spec.ProviderEmbedded
		c.change("managementCluster.provider is embedded, for clusters are simulated")
	}
	if slices.ContainsFunc(c.clusters, (*clusterEntry).needsIPv6) {
		c.lab.Peering = &draft.Peering{IPv6: true}
		c.change("peering.ipv6 is true, for pods have addresses of IPv6")
	}
}

// finish writes the text and reads it once more as kaaslab will, so that nobody gets a file that is refused later.
func (c *conversion) finish() error {
	text, err := c.render()
	if err != nil {
		return err
	}
	c.result.Lab = text
	_, _, err = spec.Parse("lab.yaml", text, c.result.Files.Read)
	return withoutPlaces(err)
}

// nothing is the error where nothing is left, with all that could have been.
func (c *conversion) nothing() error {
	reason := "nothing in it can be carried over"
	understood := slices.ContainsFunc(c.objects, func(o *object) bool { return o.kind == kindCluster || isProfile(o) })
	unread := slices.ContainsFunc(c.result.Lost, func(n Note) bool { return n.Subject == "" })
	if !understood && !unread {
		reason = "holds no Cluster of cluster.x-k8s.io; name the file that does"
	}
	problems := spec.Problems{{File: c.sourceNames(), Code: fault.OlderLab, Reason: reason}}
	for _, n := range c.result.Lost {
		problems = append(problems, n.problem())
	}
	return &spec.Invalid{Problems: problems}
}

func (c *conversion) sourceNames() string {
	var names []string
	for _, source := range c.sources {
		if name := oneLine(source.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "stdin"
	}
	return strings.Join(names, ", ")
}
