package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
)

func (s *session) merge(content []byte) error {
	path, err := usersKubeconfig()
	if err != nil {
		return err
	}
	context, err := host.Merge(path, content)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "added context %s to %s; use it with: %s\n", context, path, paste.Command("kubectl", "--context", context, "get", "nodes"))
	return err
}

func (s *session) unmerge() error {
	path, err := usersKubeconfig()
	if err != nil {
		return err
	}
	removed, err := host.Unmerge(path, s.Spec.Name)
	if err != nil {
		return err
	}
	text := "no context of lab " + s.Spec.Name + " is"
	if len(removed) > 0 {
		text = "removed " + strings.Join(removed, ", ")
	}
	_, err = fmt.Fprintf(s.out, "%s in %s\n", text, path)
	return err
}

// usersKubeconfig is the first file of $KUBECONFIG, or ~/.kube/config. Empty entries are none, as for kubectl:
// KUBECONFIG=$KUBECONFIG:file has one when there was nothing before.
func usersKubeconfig() (string, error) {
	for _, file := range filepath.SplitList(os.Getenv("KUBECONFIG")) {
		if file != "" {
			return file, nil
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fault.Errorf(fault.UsersKubeconfig, "find ~/.kube/config: %w", err)
	}
	if !filepath.IsAbs(home) {
		return "", fault.Errorf(fault.UsersKubeconfig, "find ~/.kube/config: HOME is %q, which is no absolute path; set it to one, or set KUBECONFIG", home)
	}
	return filepath.Join(home, ".kube", "config"), nil
}
