package imagecache

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/google/go-containerregistry/pkg/name"
)

// AnyHost stands in Registry.Host for all registries that have no entry of their own.
const AnyHost = "*"

// Config is what a cache knows of registries. A registry that it does not name is reached by https, without a login.
type Config struct {
	Registries []Registry `json:"registries,omitempty"`
	// CertificateAuthorities are trusted besides Mozilla's and the system's: texts of one or more PEM certificates each.
	CertificateAuthorities []string `json:"certificateAuthorities,omitempty"`
}

// Registry is how one registry is reached.
type Registry struct {
	// Host is as in names of images, with a port if it is not 443: "docker.io", "registry.example.com:5000", or AnyHost, which has
	// mirrors only. A mirror can have an entry of its own for its login.
	Host string `json:"host"`
	// Mirrors are addresses, https or http, that are asked in this order before the host itself. A path is taken as it is: images are
	// below it. Without one they are below /v2.
	Mirrors []string `json:"mirrors,omitempty"`
	// Username and Password are both given or neither.
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
}

// ReadConfig reads a file of JSON. A key that Config does not have is an error, and so is what Check finds.
func ReadConfig(path string) (Config, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read the configuration: %w", err)
	}
	config, err := parseConfig(content)
	if err != nil {
		return Config{}, fmt.Errorf("read the configuration %s: %w", path, err)
	}
	return config, nil
}

func parseConfig(content []byte) (config Config, err error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&config); err != nil {
		return Config{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Config{}, errors.New("there is more behind the object; let the file have one")
	}
	return config, config.Check()
}

// Check says what is wrong with a configuration: a host twice or none, an address that is none, half a login, or a certificate that cannot
// be read.
func (c Config) Check() error {
	seen := map[string]bool{}
	for _, r := range c.Registries {
		if err := r.check(); err != nil {
			return fmt.Errorf("registry %q: %w", r.Host, err)
		}
		if host := canonical(r.Host); seen[host] {
			return fmt.Errorf("registry %q has two entries; put them into one", r.Host)
		} else {
			seen[host] = true
		}
	}
	for i, text := range c.CertificateAuthorities {
		if !x509.NewCertPool().AppendCertsFromPEM([]byte(text)) {
			return fmt.Errorf("certificateAuthorities[%d] has no certificate; give PEM text", i)
		}
	}
	return nil
}

func (r Registry) check() error {
	if _, err := name.NewRegistry(r.Host, name.StrictValidation); err != nil {
		return errors.New("host is none; give it as it is in names of images, like registry.example.com:5000")
	}
	if (r.Username == "") != (r.Password == "") {
		return errors.New("it has half a login; give username and password, or neither")
	}
	if r.Host == AnyHost && r.Username != "" {
		return errors.New("all registries cannot have one login; give it to one host")
	}
	for i, mirror := range r.Mirrors {
		at, err := url.Parse(mirror)
		if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || at.User != nil || at.RawQuery+at.Fragment != "" {
			return fmt.Errorf("mirrors[%d] is no address; give one like https://mirror.example.com:5000, and its login as username and password of that host", i)
		}
	}
	return nil
}

// canonical is a host by the one name that it is looked up by: Docker Hub has several.
func canonical(host string) string {
	registry, err := name.NewRegistry(host)
	if err != nil {
		return host
	}
	return registry.RegistryStr()
}
