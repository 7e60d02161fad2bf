package judges;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
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
import java.util.List;

/** EU DSS, offline, one trust anchor: indication, baseline level, and what changed after each signature. */
final class Signatures {
    private Signatures() {}

    static void judge(File pdf, File root, Date at, ObjectNode verdict) {
        try {
            CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
            trusted.addCertificate(DSSUtils.loadCertificate(root));
            CommonCertificateVerifier verifier = new CommonCertificateVerifier();
            verifier.setTrustedCertSources(trusted);
            // Objects are compared, pages are not drawn: that would take a second a page and revision.
            DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
            differences.setMaximalPagesAmountForVisualComparison(0);
            IPdfObjFactory objects = new PdfBoxDefaultObjectFactory();
            objects.setPdfDifferencesFinder(differences);
            PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(pdf));
            validator.setPdfObjFactory(objects);
            validator.setCertificateVerifier(verifier);
            validator.setValidationTime(at);
            Reports reports = validator.validateDocument();
            SimpleReport simple = reports.getSimpleReport();
            ArrayNode signatures = verdict.putArray("signatures");
            for (String id : simple.getSignatureIdList()) {
                SignatureWrapper wrapper = reports.getDiagnosticData().getSignatureById(id);
                ObjectNode one = signatures.addObject();
                one.put("field", String.join(",", wrapper.getSignatureFieldNames()));
                one.put("indication", String.valueOf(simple.getIndication(id)));
                one.put("sub_indication", String.valueOf(simple.getSubIndication(id)));
                one.put("level", String.valueOf(simple.getSignatureFormat(id)));
                ArrayNode errors = one.putArray("errors");
                simple.getAdESValidationErrors(id).forEach(message -> errors.add(message.getValue()));
                ArrayNode warnings = one.putArray("warnings");
                simple.getAdESValidationWarnings(id).forEach(message -> warnings.add(message.getValue()));
                ArrayNode changes = one.putArray("undefined_changes");
                wrapper.getPdfUndefinedChanges().forEach(change -> changes.add(change.getValue()));
                one.put("annotation_changes", wrapper.getPdfAnnotationChanges().size());
            }
            ArrayNode stamps = verdict.putArray("time_stamps");
            List<String> ids = simple.getTimestampIdList();
            for (String id : ids) {
                stamps.addObject().put("indication", String.valueOf(simple.getIndication(id)));
            }
        } catch (Exception error) {
            verdict.put("error", error.toString());
        }
    }
}
