package draft

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestNumbersStayTheNumbersThatTheyAre(t *testing.T) {
	for text, want := range map[string]string{
		"1000000": "1000000", "9007199254740993": "9007199254740993", "-9223372036854775808": "-9223372036854775808",
		"18446744073709551615": "18446744073709551615", "1e6": "1000000", "1e21": "1e+21", "0.10": "0.1", "3.0": "3", "1e-9": "1e-09", "0": "0",
	} {
		decoder := json.NewDecoder(strings.NewReader(`{"a": {"b": [` + text + `]}}`))
		decoder.UseNumber()
		var values map[string]any
		if err := decoder.Decode(&values); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		lab := Lab{WorkloadClusters: []WorkloadCluster{{Variables: values}}}
		if err := lab.Write(&file); err != nil || !strings.Contains(file.String(), "- "+want+"\n") {
			t.Errorf("%s: want %s, got %v\n%s", text, want, err, file.String())
		}
	}
	var file bytes.Buffer
	if err := (Lab{WorkloadClusters: []WorkloadCluster{{Variables: Values{"a": 1e6}}}}).Write(&file); err != nil || !strings.Contains(file.String(), "a: 1000000\n") {
		t.Errorf("%v\n%s", err, file.String())
	}
}
