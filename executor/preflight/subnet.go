package preflight

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// checkSubnet looks at the addresses of the network on which the clusters meet (hazard H16).
func checkSubnet(ctx context.Context, l *look) []executor.Finding {
	if l.docker == nil || l.Lab == nil {
		return nil
	}
	name := l.Lab.Peering.Network
	there, err := engine.FindNetwork(ctx, l.api, name)
	switch {
	case err != nil:
		return unknown("subnet", err)
	case there != nil:
		return fine("subnet", l.describe(there))
	case l.Lab.Peering.Subnet == "":
		return l.checkFree(ctx)
	}
	return l.checkWanted(ctx)
}

func (l *look) describe(there *network.Summary) string {
	text := fmt.Sprintf("network %s is there with %s", there.Name, engine.Subnet4(there))
	if owner := engine.Owner(there.Labels); owner != l.Lab.Name {
		text += ", belongs to " + owner + ", and is used as it is"
	}
	return text
}

func (l *look) checkFree(ctx context.Context) []executor.Finding {
	free, err := engine.FreeSubnet(ctx, l.engine)
	if err != nil {
		return []executor.Finding{executor.FindingOf("subnet", err)}
	}
	return fine("subnet", free.String()+" is free")
}

func (l *look) checkWanted(ctx context.Context) []executor.Finding {
	subnet, err := netip.ParsePrefix(l.Lab.Peering.Subnet)
	if err != nil {
		return []executor.Finding{executor.FindingOf("subnet", err)}
	}
	clashes, err := engine.Clashes(ctx, l.engine, subnet)
	switch {
	case err != nil:
		return unknown("subnet", err)
	case len(clashes) > 0:
		return failure("subnet", fault.NoFreeAddresses, fmt.Sprintf("peering.subnet %s overlaps %s", subnet, strings.Join(clashes, ", ")),
			"choose another, or leave peering.subnet out to have a free one chosen")
	}
	return fine("subnet", subnet.String()+" is free")
}
