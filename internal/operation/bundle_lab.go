package operation

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// carried is what a bundle has for the lab file to name, by paths from there. Empty where the lab has no such thing.
type carried struct {
	repository, sveltosChart string
	addonCharts              map[chartPlace]string
	imageArchives            []spec.ImageArchive
}

// chartPlace is where the lab file has a chart.
type chartPlace struct{ profile, chart int }

// selfContained changes the lab file so that it names what the bundle has. All else stays as it is written.
func (b *bundling) selfContained(text []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil || len(document.Content) != 1 {
		return nil, noLab(fault.CannotBundle, "lab file %s has changed meanwhile, and is no document any more", b.File)
	}
	root := mapping{document.Content[0]}
	images := b.nameNodeImages(root)
	if b.repository == "" && b.sveltosChart == "" && len(b.addonCharts) == 0 && len(b.imageArchives) == 0 && !images {
		return text, b.check(text) // with the spaces and lines that it has
	}
	if b.repository != "" {
		clusterAPI := root.below("managementCluster").below("clusterAPI")
		clusterAPI.set("repository", "./"+b.repository)
		for i := range b.Spec.ManagementCluster.ClusterAPI.Providers {
			clusterAPI.item("providers", i).remove("url")
		}
	}
	if b.sveltosChart != "" {
		root.below("managementCluster").below("sveltos").set("chart", b.sveltosChart)
	}
	for at, chart := range b.addonCharts {
		entry := root.item("addonProfiles", at.profile).item("helmCharts", at.chart)
		entry.set("chart", chart)
		entry.remove("repositoryURL", "version")
	}
	b.nameArchives(root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, fault.Wrap(fault.Bug, err)
	}
	return out.Bytes(), b.check(out.Bytes())
}

// nameNodeImages has nodes made of an image by its tag: that of a version is asked for by its digest, and Docker keeps none of what it loads.
// It reports whether there are such nodes.
func (b *bundling) nameNodeImages(root mapping) (named bool) {
	for i, w := range b.Spec.WorkloadClusters {
		if w.Image == "" && w.ClusterClass == "" && w.Made() && w.Infrastructure.OnDocker() {
			tagged, _, _ := strings.Cut(spec.NodeImage(w.KubernetesVersion), "@")
			root.item("workloadClusters", i).set("image", tagged)
			named = true
		}
	}
	return named
}

func (b *bundling) nameArchives(root mapping) {
	if len(b.imageArchives) == 0 {
		return
	}
	list := root.value("imageArchives")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		root.Content = append(root.Content, scalar("imageArchives"), list)
	}
	for _, archive := range b.imageArchives {
		uses := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, use := range archive.For {
			uses.Content = append(uses.Content, scalar(string(use)))
		}
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar("path"), scalar(archive.Path), scalar("for"), uses}})
	}
}

// check reads the lab file of the bundle as whoever opens it will.
func (b *bundling) check(text []byte) error {
	lab, _, err := spec.Parse(bundledLab, text, b.read)
	if err != nil {
		return noLab(fault.CannotBundle, "the lab file of the bundle: %w", err)
	}
	for _, profile := range lab.AddonProfiles {
		for _, chart := range profile.HelmCharts {
			if chart.RepositoryURL != "" && chart.Action != "Uninstall" {
				return noLab(fault.CannotBundle, "chart %s of profile %s shares its keys with others in the lab file; write it out there", chart.Chart, profile.Name)
			}
		}
	}
	return nil
}

// read is how the lab file of a bundle reads what it names: directories are as they are.
func (b *bundling) read(name string) ([]byte, error) {
	name = filepath.ToSlash(filepath.Clean(name))
	if at, found := b.files[name]; found {
		return os.ReadFile(at)
	}
	if strings.HasPrefix(name, carriedDir+"/") {
		return nil, &spec.Directory{Files: os.DirFS(filepath.Join(b.work, filepath.FromSlash(name)))}
	}
	return nil, &spec.Directory{Files: os.DirFS(filepath.Join(filepath.Dir(b.File), filepath.FromSlash(name)))}
}

// mapping is a mapping of a YAML document, or nothing where there is no such.
type mapping struct{ *yaml.Node }

func scalar(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

// value is what a key has, or nil.
func (m mapping) value(key string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return behind(m.Content[i+1])
		}
	}
	return nil
}

// behind is what an alias stands for.
func behind(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// below is the mapping of a key, which is made if it is not there.
func (m mapping) below(key string) mapping {
	if there := m.value(key); there != nil && there.Kind == yaml.MappingNode {
		return mapping{there}
	}
	m.remove(key)
	made := &yaml.Node{Kind: yaml.MappingNode}
	m.Content = append(m.Content, scalar(key), made)
	return mapping{made}
}

// item is a mapping in the list of a key.
func (m mapping) item(key string, i int) mapping {
	if list := m.value(key); list != nil && i < len(list.Content) {
		return mapping{behind(list.Content[i])}
	}
	return mapping{&yaml.Node{Kind: yaml.MappingNode}} // the list is merged in from elsewhere, which check finds
}

func (m mapping) set(key, value string) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content[i+1] = scalar(value)
			return
		}
	}
	m.Content = append(m.Content, scalar(key), scalar(value))
}

func (m mapping) remove(keys ...string) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if slices.Contains(keys, m.Content[i].Value) {
			m.Content = slices.Delete(m.Content, i, i+2)
			i -= 2
		}
	}
}
