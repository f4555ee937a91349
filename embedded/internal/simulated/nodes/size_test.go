package nodes

import "testing"

func TestNodesAreAsLargeAsTheirSizeSays(t *testing.T) {
	for _, c := range []struct{ size, cpu, memory string }{
		{"", "4", "8Gi"},
		{"cpu=2,memory=512Mi", "2", "512Mi"},
		{"memory=1Ti", "4", "1Ti"},
		{"cpu=many,memory=-1Gi,colour=blue", "4", "8Gi"},
	} {
		offers := Capacity(c.size)
		if offers.Cpu().String() != c.cpu || offers.Memory().String() != c.memory || offers.Pods().Value() != 110 {
			t.Errorf("%q: %s processors, %s, %s pods; want %s and %s", c.size, offers.Cpu(), offers.Memory(), offers.Pods(), c.cpu, c.memory)
		}
	}
}
