namespace Crm.EventStore.Sealing;

internal static class BundleReadMe
{
    public const string Text =
        """
        This is a bundle of sealed history. It is checked without any database:

            crm audit verify --bundle THIS.zip --head heads.ndjson --key-fingerprint 64-HEX-DIGITS

        The head and the fingerprint are what you hold outside; without them the bundle can only be compared with itself.

        bundle.json    what was asked for (not signed)
        keys.ndjson    public keys: id = SHA-256 of publicKey (SubjectPublicKeyInfo, base64); endorsement = signature of the key before over
                       "crm-seal-key: 1\nkey: ID\nendorsed-by: OLD-ID\n"
        seals.ndjson   header: the signed text; signature: ECDSA P-256 over SHA-256 of it (DER, base64); its "previous" is the SHA-256 of the
                       header before; "whole" says that all its rows are in this bundle
        rows.ndjson    rows in order, each column as the text that is hashed; "path" where the other rows of the seal are not here

        Without our program:
          part     = form, then each column in order; each as 4 bytes length (big-endian) and UTF-8; null is FF FF FF FF
          forms    = "crm-events-envelope 1" and "crm-events-data 1", or "crm-access-log-envelope 1" and "crm-access-log-data 1",
                     or "crm-visits-envelope 1" and "crm-visits-data 1"
          entry    = 16 bytes of stream_id (or reads, or user_id; zeros for null) + SHA-256(envelope part) + SHA-256(data part)
          leaf     = SHA-256(00 + entry);  node = SHA-256(01 + left + right);  one without a neighbour goes up as it is (RFC 6962)
          root     = the top over the rows of a seal in order; it stands in the seal's header

        """;
}
