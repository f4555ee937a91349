package nodes

import (
	"fmt"

	nodestages "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	podstages "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

// stages are what happens to nodes and pods, as KWOK ships it, and by which
// silent nodes stay as they are.
func stages() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	all := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, text := range []string{
		nodestages.DefaultNodeInit, podstages.DefaultPodReady, podstages.DefaultPodComplete, podstages.DefaultPodDelete,
	} {
		stage, err := read(text)
		if err != nil {
			return nil, fmt.Errorf("read a stage: %w", err)
		}
		if stage.Spec.ResourceRef.Kind == "Node" {
			leaveSilent(stage)
		}
		all[stage.Spec.ResourceRef] = append(all[stage.Spec.ResourceRef], stage)
	}
	return all, nil
}

// leaveSilent keeps KWOK from making a node ready of which nothing is heard.
func leaveSilent(stage *internalversion.Stage) {
	stage.Spec.Selector.MatchExpressions = append(stage.Spec.Selector.MatchExpressions, internalversion.MatchExpression{
		JQ: &internalversion.SelectorJQ{
			Key: fmt.Sprintf(".metadata.annotations[%q]", SilentAnnotation), Operator: internalversion.SelectorOpDoesNotExist,
		},
	})
}

func read(text string) (*internalversion.Stage, error) {
	var stage v1alpha1.Stage
	if err := yaml.UnmarshalStrict([]byte(text), &stage); err != nil {
		return nil, err
	}
	v1alpha1.SetObjectDefaults_Stage(&stage)
	return internalversion.ConvertToInternalStage(&stage)
}
