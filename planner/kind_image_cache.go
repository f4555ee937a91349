package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// KindImageCache is a container of the lab through which its nodes pull images: it downloads each once, and not for each node.
const KindImageCache Kind = "imageCache"

// ImageCache is such a container.
type ImageCache struct {
	Network string `json:"network"`
	// Registries are those that it reaches otherwise than by their names, without a login.
	Registries []Registry `json:"registries,omitempty"`
	// Env is how it gets to know of the lab's proxy.
	Env map[string]Hidden `json:"env,omitempty"`
	// CertificateAuthorities are those that it trusts beside the usual ones.
	CertificateAuthorities []CertificateAuthority `json:"certificateAuthorities,omitempty"`
}

// Immutable implements Attrs: another container takes the place of the first, and has what that has downloaded.
func (ImageCache) Immutable() []string { return nil }

// Fill takes over what is written down without its value.
func (c ImageCache) Fill(observed Attrs) Attrs {
	o := observed.(ImageCache)
	c.Env, c.Registries = fillSecrets(c.Env, o.Env), fillLogins(c.Registries, o.Registries)
	return c
}

// ImageCacheResource describes the cache of that name.
func ImageCacheResource(name string, attrs ImageCache) Resource {
	return Resource{ID: ID{KindImageCache, name}, Attrs: attrs}
}

func hasImageCache(lab *spec.Lab) bool { return lab.ImageCache && lab.UsesDocker() }

func desiredImageCache(lab *spec.Lab) []Resource {
	if !hasImageCache(lab) {
		return nil
	}
	r := ImageCacheResource(spec.ImageCacheName(lab.Name), ImageCache{
		Network: lab.Peering.Network, Registries: listRegistries(lab.Registries),
		Env: hiddenEnv(proxyOf(lab.Proxy).variables(lab.Proxy.Password)), CertificateAuthorities: CertificateAuthoritiesOf(lab.Authorities),
	})
	r.Needs = append(idsOf(desiredVolume(lab)), networkID(lab))
	return []Resource{r}
}

// askedCaches are the caches of images that nodes ask by their registries: none goes before they ask elsewhere.
func askedCaches(registries []Registry) []ID {
	var needs []ID
	for _, r := range registries {
		for _, mirror := range r.Mirrors {
			if name := spec.ImageCacheOf(mirror); name != "" && !slices.Contains(needs, ID{KindImageCache, name}) {
				needs = append(needs, ID{KindImageCache, name})
			}
		}
	}
	return needs
}

// throughCache has nodes ask the lab's cache of images first, whatever the registry, and their mirrors if it is not there.
func throughCache(lab *spec.Lab, registries []Registry) []Registry {
	if !hasImageCache(lab) {
		return registries
	}
	cache := []string{spec.ImageCacheMirror(lab.Name)}
	all := slices.Clone(registries)
	for i := range all {
		all[i].Mirrors = slices.Concat(cache, all[i].Mirrors)
	}
	if !slices.ContainsFunc(all, func(r Registry) bool { return r.Host == spec.AllRegistries }) {
		all = append(all, Registry{Host: spec.AllRegistries, Mirrors: cache})
	}
	return all
}
