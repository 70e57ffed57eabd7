// Command read-yaml prints, as a JSON list, what kubectl reads of a stream of YAML documents.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/util/yaml"
)

func main() {
	documents := []json.RawMessage{}
	// As kubectl does it: this decoder splits the stream, and reads each document with sigs.k8s.io/yaml.
	for decoder := yaml.NewYAMLOrJSONDecoder(os.Stdin, 4096); ; {
		var document json.RawMessage
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		documents = append(documents, document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(documents); err != nil {
		log.Fatal(err)
	}
}
