package scenario

import (
	"bufio"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var pageAddress = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+/`)

// opened asks the webserver through the port that the program opens, which
// Ctrl-C closes again.
func opened(l *lab) {
	cmd := l.command("open", "webserver", l.Clusters[first].Name, "--print")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		l.Fatal(err)
	}
	hang := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer hang.Stop()
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	l.wantPage(pageAddress.FindString(line))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		l.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		l.Errorf("kaaslab open, after Ctrl-C: %v", err)
	}
}

func (l *lab) wantPage(address string) {
	l.Helper()
	if address == "" {
		l.Error("kaaslab open prints no address of this host")
		return
	}
	client := http.Client{Timeout: 20 * time.Second}
	response, err := client.Get(address)
	if err != nil {
		l.Error(err)
		return
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || len(text) == 0 {
		l.Errorf("the page at %s: %s %q %v", address, response.Status, text, err)
	}
	l.Logf("the page at %s: %s", address, strings.TrimSpace(string(text)))
}

// diagnosed looks into the archive for what helps, and for what nobody may see.
func diagnosed(l *lab) {
	archive := filepath.Join(l.dir, "diagnosis.tar.gz")
	l.must(0, "diagnose", "-o", archive)
	files := l.unpack(archive)
	for name, text := range map[string]string{
		"index.txt":                              "nothing is missing",
		"plan.txt":                               "No changes.",
		"docker/" + l.server() + "/inspect.yaml": "RestartPolicy",
		"docker/" + nameOf(l.workers(l.Clusters[first].Name)[0]) + "/journal.log": "kubelet",
		"management/objects/machines.cluster.x-k8s.io.yaml":                       l.Clusters[second].Name,
	} {
		if !strings.Contains(files[name], text) {
			l.Errorf("%s does not say %q:\n%.2000s", name, text, files[name])
		}
	}
	for name, text := range files {
		for _, secret := range l.secrets() {
			if strings.Contains(text, secret) {
				l.Errorf("%s shows a secret: %.24s...", name, secret)
			}
		}
	}
}

// secrets are the ends of private keys, as they stand in a key and in a
// kubeconfig, and the password of registries.
func (l *lab) secrets() []string {
	l.Helper()
	secrets := []string{"PRIVATE KEY", l.Reach.password, l.Reach.encoded()}
	for _, cluster := range []string{l.management(), l.Clusters[first].Name, l.Clusters[second].Name} {
		key := l.config(cluster).KeyData
		if len(key) == 0 {
			l.Fatalf("the kubeconfig of %s has no key", cluster)
		}
		lines := strings.Split(strings.TrimSpace(string(key)), "\n")
		encoded := strings.TrimRight(base64.StdEncoding.EncodeToString(key), "=")
		secrets = append(secrets, lines[len(lines)-2], encoded[len(encoded)-64:])
	}
	return secrets
}
