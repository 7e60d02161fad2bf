package judges;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.IPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxDefaultObjectFactory;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.Date;

/** EU DSS, offline, one trust anchor: indication, baseline level, and what changed after each signature. */
final class Signatures {
    private static final int MOST_PAGES = 20;
    private static final String NO_PLACE_FOR_ISSUERS = "The authority info access is not present!";

    private Signatures() {}

    /**
     * Objects are always compared. `drawn` says when pages are drawn as each signer saw them and as they are, and
     * compared: "always", or "if silent", where the objects told nothing. That takes a second a page and revision.
     */
    static void judge(File pdf, File root, Date at, String drawn, ObjectNode verdict) {
        try {
            Reports reports = validated(pdf, root, at, 0);
            if (drawn.equals("always") || drawn.equals("if silent") && silent(reports)) {
                reports = validated(pdf, root, at, MOST_PAGES);
            }
            tell(reports, verdict);
        } catch (Exception | StackOverflowError error) {
            verdict.put("error", error.toString());
        }
    }

    private static Reports validated(File pdf, File root, Date at, int pages) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(DSSUtils.loadCertificate(root));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
        differences.setMaximalPagesAmountForVisualComparison(pages);
        IPdfObjFactory objects = new PdfBoxDefaultObjectFactory();
        objects.setPdfDifferencesFinder(differences);
        PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(pdf));
        validator.setPdfObjFactory(objects);
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(at);
        return validator.validateDocument();
    }

    private static boolean silent(Reports reports) {
        SimpleReport simple = reports.getSimpleReport();
        return simple.getSignatureIdList().stream()
                .allMatch(id -> simple.getIndication(id) == Indication.TOTAL_PASSED
                        && simple.getAdESValidationWarnings(id).stream()
                                .allMatch(warning -> warning.getValue().equals(NO_PLACE_FOR_ISSUERS)));
    }

    private static void tell(Reports reports, ObjectNode verdict) {
        SimpleReport simple = reports.getSimpleReport();
        ArrayNode signatures = verdict.putArray("signatures");
        for (String id : simple.getSignatureIdList()) {
            SignatureWrapper wrapper = reports.getDiagnosticData().getSignatureById(id);
            ObjectNode one = signatures.addObject();
            one.put("field", String.join(",", wrapper.getSignatureFieldNames()));
            tell(one, simple.getIndication(id), simple.getSubIndication(id));
            one.put("level", String.valueOf(simple.getSignatureFormat(id)));
            ArrayNode errors = one.putArray("errors");
            simple.getAdESValidationErrors(id).forEach(message -> errors.add(message.getValue()));
            ArrayNode warnings = one.putArray("warnings");
            simple.getAdESValidationWarnings(id).forEach(message -> warnings.add(message.getValue()));
            ArrayNode changes = one.putArray("undefined_changes");
            wrapper.getPdfUndefinedChanges().forEach(change -> changes.add(change.getValue()));
            one.put("annotation_changes", wrapper.getPdfAnnotationChanges().size());
            PDFRevisionWrapper revision = wrapper.getPDFRevision();
            if (revision != null) {
                one.put("pictures_differ", revision.getPdfVisualDifferenceConcernedPages().size());
                one.put("pages_differ", revision.getPdfPageDifferenceConcernedPages().size());
                one.put("annotations_overlap", revision.getPdfAnnotationsOverlapConcernedPages().size());
            }
            ArrayNode stamps = one.putArray("time_stamps");
            simple.getSignatureTimestamps(id)
                    .forEach(stamp -> tell(stamps.addObject(), stamp.getIndication(), stamp.getSubIndication()));
        }
        ArrayNode stamps = verdict.putArray("time_stamps");
        simple.getTimestampIdList()
                .forEach(id -> tell(stamps.addObject(), simple.getIndication(id), simple.getSubIndication(id)));
    }

    private static void tell(ObjectNode one, Indication indication, SubIndication more) {
        one.put("indication", String.valueOf(indication));
        one.put("sub_indication", String.valueOf(more));
    }
}
