package planner

import (
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// Registry says how nodes reach an image registry.
type Registry struct {
	Host     string   `json:"host"`
	Mirrors  []string `json:"mirrors,omitempty"`
	Username string   `json:"username,omitempty"`
	Password Hidden   `json:"password,omitempty"`
}

// Key implements Keyed.
func (r Registry) Key() string { return r.Host }

// registriesOf are those of the management cluster: the lab's, but for those that it has an entry of its own for.
func registriesOf(lab *spec.Lab) []Registry {
	own := listRegistries(lab.ManagementCluster.Registries)
	shared := slices.DeleteFunc(listRegistries(lab.Registries), func(r Registry) bool {
		return slices.ContainsFunc(own, func(o Registry) bool { return o.Host == r.Host })
	})
	if all := append(shared, own...); lab.ManagementCluster.Provider.OnDocker() {
		return throughCache(lab, all)
	}
	return append(shared, own...)
}

func listRegistries(of []spec.Registry) []Registry {
	var registries []Registry
	for _, r := range of {
		registries = append(registries, Registry{Host: r.Host, Mirrors: r.Mirrors, Username: r.Username, Password: Hidden(r.Password)})
	}
	return registries
}

func hiddenEnv(env map[string]string) map[string]Hidden {
	if len(env) == 0 {
		return nil
	}
	hidden := make(map[string]Hidden, len(env))
	for name, value := range env {
		hidden[name] = Hidden(value)
	}
	return hidden
}

// fillSecrets takes over what was written down without its value: that is no difference.
func fillSecrets(wanted, observed map[string]Hidden) map[string]Hidden {
	wanted = maps.Clone(wanted)
	for name, value := range wanted {
		wanted[name] = value.fill(observed[name])
	}
	return wanted
}

func fillLogins(wanted, observed []Registry) []Registry {
	wanted = slices.Clone(wanted)
	for i := range wanted {
		for _, o := range observed {
			if o.Host == wanted[i].Host {
				wanted[i].Password = wanted[i].Password.fill(o.Password)
			}
		}
	}
	return wanted
}
