using static Crm.Domain.Campaigns.DispositionFlags;
using static Crm.Domain.Campaigns.DispositionRequirements;

namespace Crm.Domain.Campaigns;

/// <summary>The outcomes a collections campaign begins with.</summary>
/// <remarks>
/// <see cref="Contact"/> is a person answering, whoever it is. <see cref="RightParty"/> is claimed only where the debtor, a
/// co-debtor or a guarantor was spoken to and said something: a third person, somebody who hangs up and an unanswered
/// message are none.
/// </remarks>
public static class DefaultDispositions
{
    public static readonly IReadOnlyList<Disposition> All =
    [
        // The right party spoke.
        new("AGREEMENT_SIGNED", "Acuerdo de pago formalizado", "Payment agreement signed", Contact | RightParty | Agreement, Account | Amount | Date),
        new("PROMISE_TO_PAY", "Promesa de pago", "Promise to pay", Contact | RightParty | Promise, Account | Amount | Date),
        new("AGREEMENT_FOLLOW_UP", "Seguimiento de acuerdo de pago", "Follow-up of an agreement", Contact | RightParty, Account),
        new("NEGOTIATING", "Negociación en curso", "Negotiating", Contact | RightParty, Account),
        new("PENDING_VALIDATION", "Pendiente de validación", "To be validated", Contact | RightParty, Note),
        new("NEGOTIATION_REFUSED", "Rechaza negociación", "Refuses to negotiate", Contact | RightParty | Refusal, DispositionRequirements.None),
        new("DEBT_DENIED", "Niega deuda", "Denies the debt", Contact | RightParty | Refusal, Account | Note),
        new("REFERRED_TO_LAWYER", "Remite a abogado", "Refers to a lawyer", Contact | RightParty | Lawyer, Note),
        new("INFORMATION_REQUESTED", "Solicita más información", "Asks for information", Contact | RightParty, Note),
        new("CALLBACK_REQUESTED", "Solicita llamada posterior", "Asks to be called later", Contact | RightParty | Callback, DispositionRequirements.None),
        new("NO_ABILITY_TO_PAY", "No tiene capacidad de pago", "Cannot pay", Contact | RightParty | Refusal, DispositionRequirements.None),
        new("CLAIM_IN_PROGRESS", "Trámite de reclamo en curso", "Claim in progress", Contact | RightParty | Claim, Account | Note),
        new("ASSURES_PAYMENT", "Asegura que pagó", "Says it is paid", Contact | RightParty, Account | Note),
        new("SETTLED_WITH_ORIGINATOR", "Saldado con el originador", "Settled with the originator", Contact | RightParty, Account | Note),
        new("DO_NOT_CONTACT_REQUESTED", "Solicita no ser contactado", "Asks not to be contacted", Contact | RightParty | DoNotContact, Note),

        // Somebody answered; who it was is not known, or it was another person.
        new("HUNG_UP", "Cliente cuelga", "Hung up", Contact, DispositionRequirements.None),
        new("DEBTOR_DECEASED", "Titular fallecido", "Debtor deceased", Contact | Deceased, Note),
        new("THIRD_PERSON_INFORMS", "Tercero brinda información", "Third person informs", Contact, Note),
        new("THIRD_PERSON_SILENT", "Tercero no brinda información", "Third person does not inform", Contact, DispositionRequirements.None),
        new("WRONG_NUMBER", "Número equivocado", "Wrong number", Contact | WrongNumber, DispositionRequirements.None),

        // Nobody answered.
        new("WHATSAPP_UNANSWERED", "Sin respuesta en WhatsApp", "WhatsApp unanswered", DispositionFlags.None, DispositionRequirements.None),
        new("PHONE_OFF", "Teléfono apagado", "Phone switched off", DispositionFlags.None, DispositionRequirements.None),
        new("OUT_OF_SERVICE", "Fuera de servicio", "Out of service", DispositionFlags.None, DispositionRequirements.None),
        new("NO_ANSWER", "No contesta", "No answer", DispositionFlags.None, DispositionRequirements.None),
        new("VOICEMAIL", "Buzón de voz", "Voicemail", DispositionFlags.None, DispositionRequirements.None),
        new("NUMBER_NOT_IN_USE", "Número inexistente", "Number not in use", WrongNumber, DispositionRequirements.None),
        new("MESSAGE_SENT", "Mensaje enviado", "Message sent", DispositionFlags.None, DispositionRequirements.None),
    ];
}
