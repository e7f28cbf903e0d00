package dev.lockstep.testservers.tls;

import java.nio.file.Path;

/**
 * The files of one certificate.
 *
 * @param certificate the certificate and its issuer, in PEM
 * @param key the private key without a password, PKCS #8 in PEM
 * @param keyAndCertificate both in one PEM file
 * @param derKey the private key, PKCS #8 in DER
 */
public record TestCertificate(Path certificate, Path key, Path keyAndCertificate, Path derKey) {}
