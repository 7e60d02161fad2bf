package judges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.util.Date;

/** Reads a JSON list of {path, flavours, root, at, drawn}; writes the judges' verdicts as JSON on standard output. */
public final class Judges {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Judges() {}

    public static void main(String[] args) throws Exception {
        ArrayNode verdicts = JSON.createArrayNode();
        for (JsonNode item : JSON.readTree(new File(args[0]))) {
            File pdf = new File(item.get("path").asText());
            ObjectNode verdict = verdicts.addObject();
            verdict.put("path", item.get("path").asText());
            ObjectNode form = verdict.putObject("form");
            for (JsonNode flavour : item.get("flavours")) {
                Form.judge(pdf, flavour.asText(), form.putObject(flavour.asText()));
            }
            Date at = new Date(item.get("at").asLong() * 1000L);
            File root = new File(item.get("root").asText());
            Signatures.judge(pdf, root, at, item.path("drawn").asText(), verdict.putObject("signatures"));
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(System.out, verdicts);
    }
}
