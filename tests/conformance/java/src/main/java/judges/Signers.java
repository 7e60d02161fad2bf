package judges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.SignatureFieldParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxDefaultObjectFactory;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.client.http.NativeHTTPDataLoader;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Programs that sign other than ours: reads a JSON list of {program, path, out, ...} and writes each `out`. */
public final class Signers {
    private Signers() {}

    public static void main(String[] args) throws Exception {
        for (JsonNode item : new ObjectMapper().readTree(new File(args[0]))) {
            List<X509Certificate> chain = chain(Path.of(item.get("chain").asText()));
            PrivateKey key = key(Path.of(item.get("key").asText()));
            if (item.get("program").asText().equals("pdfbox")) {
                byPdfBox(item, chain, key);
            } else {
                byDss(item, chain, key);
            }
        }
    }

    private static void byDss(JsonNode item, List<X509Certificate> chain, PrivateKey key) throws Exception {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(DSSUtils.loadCertificate(new File(item.get("root").asText())));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(new OnlineOCSPSource(new NativeHTTPDataLoader()));
        verifier.setCrlSource(new OnlineCRLSource(new NativeHTTPDataLoader()));
        OnlineTSPSource stamps = new OnlineTSPSource(item.get("tsa").asText());
        stamps.setDataLoader(new NativeHTTPDataLoader());
        PAdESService service = new PAdESService(verifier);
        service.setPdfObjFactory(new PdfBoxDefaultObjectFactory());
        service.setTspSource(stamps);
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.valueByName("PAdES-BASELINE-" + item.get("level").asText()));
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(chain.get(0)));
        parameters.setCertificateChain(chain.stream().map(CertificateToken::new).toList());
        if (item.path("certify").asBoolean()) {
            parameters.setPermission(CertificationPermission.MINIMAL_CHANGES_PERMITTED);
        }
        parameters.setImageParameters(appearance(item));
        DSSDocument document = new FileDocument(item.get("path").asText());
        ToBeSigned data = service.getDataToSign(document, parameters);
        SignatureAlgorithm algorithm = parameters.getSignatureAlgorithm();
        Signature engine = Signature.getInstance(algorithm.getJCEId());
        engine.initSign(key);
        engine.update(data.getBytes());
        SignatureValue value = new SignatureValue(algorithm, engine.sign());
        service.signDocument(document, parameters, value).save(item.get("out").asText());
    }

    private static SignatureImageParameters appearance(JsonNode item) {
        SignatureFieldParameters field = new SignatureFieldParameters();
        if (item.hasNonNull("field")) {
            field.setFieldId(item.get("field").asText());
        } else {
            field.setPage(1);
            field.setOriginX(item.path("left").asInt(60));
            field.setOriginY(720);
            field.setWidth(180);
            field.setHeight(40);
        }
        SignatureImageTextParameters text = new SignatureImageTextParameters();
        text.setText("Getekend met EU DSS");
        SignatureImageParameters image = new SignatureImageParameters();
        image.setFieldParameters(field);
        image.setTextParameters(text);
        return image;
    }

    /** As PDFBox's own examples sign: an invisible signature in the older form, without a time-stamp. */
    private static void byPdfBox(JsonNode item, List<X509Certificate> chain, PrivateKey key) throws IOException {
        try (PDDocument document = Loader.loadPDF(new File(item.get("path").asText()));
                OutputStream out = new FileOutputStream(item.get("out").asText())) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            signature.setName("PDFBox");
            signature.setSignDate(Calendar.getInstance());
            document.addSignature(signature, content -> message(content, chain, key));
            document.saveIncremental(out);
        }
    }

    private static byte[] message(InputStream content, List<X509Certificate> chain, PrivateKey key) throws IOException {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            content.transferTo(bytes);
            String name = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .build(new JcaContentSignerBuilder(name).build(key), chain.get(0)));
            generator.addCertificates(new JcaCertStore(chain));
            return generator.generate(new CMSProcessableByteArray(bytes.toByteArray()), false).getEncoded();
        } catch (CMSException | OperatorCreationException | java.security.cert.CertificateException error) {
            throw new IOException(error);
        }
    }

    private static List<X509Certificate> chain(Path path) throws Exception {
        try (InputStream pem = Files.newInputStream(path)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    private static PrivateKey key(Path path) throws Exception {
        String text = Files.readString(path).replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        } catch (java.security.spec.InvalidKeySpecException error) {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        }
    }
}
