package adoption

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// LabFile is the text of a lab file of that name that says what there is, with what is left on top, and the manifests beside
// it that it names. The management cluster is used and stays: containers and networks of Docker cannot be marked once they
// are there.
func (s *Survey) LabFile(name, kubeconfig, context string) ([]byte, draft.Files, error) {
	lab, files := s.draft(kubeconfig, context), draft.Files{}
	for _, p := range s.profiles {
		if p.left == "" {
			lab.AddonProfiles = append(lab.AddonProfiles, p.entry(files, name))
		}
	}
	for _, c := range s.clusters {
		if c.left == "" {
			lab.WorkloadClusters = append(lab.WorkloadClusters, c.entry(s))
		}
	}
	var text bytes.Buffer
	s.writeHeader(&text)
	err := lab.Write(&text)
	return text.Bytes(), files, fault.Wrap(fault.Bug, err)
}

func (s *Survey) writeHeader(text *bytes.Buffer) {
	text.WriteString("# Made by kaaslab adopt from what was there. Adopted things stay when the lab is destroyed, unless --adopted is given;\n" +
		"# kaaslab forget lets go of them.\n")
	writeList(text, "Used as they are (infrastructure: existing), for a lab file cannot say what they are:", s.existing())
	writeList(text, "Of ConfigMaps there are copies now, and the originals are not used after the next apply:", s.copied())
	writeList(text, "Not adopted:", s.Left())
	text.WriteString("\n")
}

func writeList(text *bytes.Buffer, title string, lines []string) {
	for i, line := range lines {
		if i == 0 {
			fmt.Fprintf(text, "#\n# %s\n", title)
		}
		fmt.Fprintf(text, "# * %s\n", strings.Join(strings.Fields(line), " "))
	}
}

// existing lists the clusters that are taken over as existing ones, and why.
func (s *Survey) existing() []string {
	var lines []string
	for _, c := range s.clusters {
		if c.left == "" && c.existing != "" {
			lines = append(lines, c.String()+": "+c.existing)
		}
	}
	return lines
}

// copied lists the ConfigMaps whose content becomes files.
func (s *Survey) copied() []string {
	var lines []string
	for _, p := range s.profiles {
		for _, ref := range p.refs {
			if p.left == "" {
				lines = append(lines, fmt.Sprintf("%s, of profile %s", ref, p.Metadata.Name))
			}
		}
	}
	return lines
}
