// Command go-text reads JSON lists of regular expressions and templates, and tells which ones CoreDNS's plugins compile.
package main

import (
	"encoding/json"
	"log"
	"os"
	"regexp"
	"strconv"
	"text/template"
)

type lists struct{ Regexps, Templates []string }

type verdicts struct {
	Regexps   []bool `json:"regexps"`
	Templates []bool `json:"templates"`
}

func main() {
	var given lists
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	var out verdicts
	for _, text := range given.Regexps {
		_, err := regexp.Compile(text)
		out.Regexps = append(out.Regexps, err == nil)
	}
	// As the plugin `template` does it.
	functions := template.FuncMap{"parseInt": strconv.ParseUint}
	for _, text := range given.Templates {
		_, err := template.New("").Funcs(functions).Parse(text)
		out.Templates = append(out.Templates, err == nil)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}
