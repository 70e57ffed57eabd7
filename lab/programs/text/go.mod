// Go itself, as a judge of regular expressions and templates; no other module.
module lab/text

go 1.26
