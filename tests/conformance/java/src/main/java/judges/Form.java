package judges;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF: does the file keep to PDF/A and PDF/UA? */
final class Form {
    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private Form() {}

    static void judge(File pdf, String name, ObjectNode verdict) {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (InputStream bytes = new FileInputStream(pdf);
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            TreeMap<String, String> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failed.putIfAbsent(
                            assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
                            assertion.getMessage());
                }
            }
            verdict.put("compliant", result.isCompliant());
            verdict.put("flavour", result.getPDFAFlavour().getId());
            verdict.put("checks", result.getTotalAssertions());
            ArrayNode rules = verdict.putArray("failed");
            failed.forEach((rule, message) -> rules.addObject().put("rule", rule).put("message", message));
        } catch (Exception error) {
            verdict.put("compliant", false);
            verdict.put("error", error.toString());
        }
    }
}
