package snapshot

import "github.com/kaaslab/kaaslab/planner"

func (l *sight) managementStatus() Management {
	m := l.Lab.ManagementCluster
	status := Management{
		Name: m.Name, Provider: string(m.Provider), Kubeconfig: l.Kubeconfig(m.Name),
		Network: l.network(), Peerings: l.peerings(), ImageCache: l.imageCache(), Providers: l.withSveltos(l.providers),
	}
	there, found := l.management()
	status.State, status.Detail = l.stateOf(planner.KindManagementCluster, there, found)
	if attrs, ok := there.Attrs.(planner.ManagementCluster); ok {
		status.APIPort, status.Ports = attrs.APIPort, attrs.Ports
	}
	switch status.State {
	case Stopped:
		l.problem("the lab is stopped: what the management cluster holds is kept, and cannot be seen until it runs; run %s", l.Apply)
	case Missing, NotReady:
		l.problem("the rest cannot be seen until the management cluster is up; run %s", l.Apply)
	}
	return status
}

// network is the network on which a lab on Docker meets, or nothing for another lab.
func (l *sight) network() *Network {
	wanted := l.want.Of(planner.KindNetwork)
	if len(wanted) == 0 {
		return nil
	}
	id := wanted[0].ID
	there, found := l.state.Get(id)
	network := &Network{Name: id.Name}
	network.State, network.Detail = l.stateOf(id.Kind, there, found)
	if attrs, ok := there.Attrs.(planner.Network); ok {
		network.Subnet = attrs.Subnet
	}
	return network
}

// peerings lists every node that should be on the network, for one that is not is what people look for.
func (l *sight) peerings() []Peering {
	var peerings []Peering
	for _, r := range l.want.Of(planner.KindPeering) {
		there, found := l.state.Get(r.ID)
		peering := Peering{Node: r.ID.Name}
		peering.State, peering.Detail = l.stateOf(r.ID.Kind, there, found)
		peerings = append(peerings, peering)
	}
	return peerings
}

// imageCache is the lab's cache of images, or nothing for a lab without one.
func (l *sight) imageCache() *ImageCache {
	for _, r := range l.want.Of(planner.KindImageCache) {
		there, found := l.state.Get(r.ID)
		cache := &ImageCache{Name: r.ID.Name}
		cache.State, cache.Detail = l.stateOf(r.ID.Kind, there, found)
		return cache
	}
	return nil
}

// withSveltos adds Sveltos, which clusterctl does not list, where kaaslab has installed it.
func (l *sight) withSveltos(providers []Provider) []Provider {
	for _, there := range l.state.Of(planner.KindSveltos) {
		provider := Provider{Name: "sveltos", Type: "AddonProvider"}
		provider.State, provider.Detail = l.stateOf(there.ID.Kind, there, true)
		if attrs, ok := there.Attrs.(planner.Sveltos); ok {
			provider.Version = attrs.Version
		}
		providers = append(providers, provider)
	}
	return providers
}
