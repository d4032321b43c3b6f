using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>Put a sale into another agent's hands: from now on it is his to correct, and what it earns is his.</summary>
/// <param name="TeamId">The new agent's team.</param>
public sealed record ReassignSale(UserId AgentId, TeamId? TeamId, UserId By, BusinessMoment Now);

public static class ReassignSaleHandler
{
    public static Decision Handle(ReassignSale command, Sale sale)
    {
        if (sale.Work.AgentId == command.AgentId) return Decision.AlreadySo;
        if (!sale.IsOpen) return Decision.Refuse(SalesRefusals.Of("telecom-sales.sale-over", $"The sale is over: {sale.State}.", [], ("state", sale.State)));
        if (sale.ClaimAt(command.Now.At)?.ReviewerId == command.AgentId) return Decision.Refuse(SalesRefusals.Of("telecom-sales.own-sale", "Nobody reviews his own sale.", ["agentId"]));

        var facts = sale.Facts with { Work = sale.Work with { AgentId = command.AgentId, TeamId = command.TeamId } };
        return Decision.Append(new SaleReassigned(sale.Id, facts, sale.Work, sale.State, command.By, command.Now));
    }
}

/// <summary>Write down what whoever opens the sale next has to know.</summary>
/// <param name="NoteId">Made by the caller; hearing the command again with it notes nothing.</param>
public sealed record NoteSale(Guid NoteId, string Note, UserId By, BusinessMoment Now);

public static class NoteSaleHandler
{
    public static Decision Handle(NoteSale command, Sale sale)
    {
        if (sale.Notes.Contains(command.NoteId)) return Decision.AlreadySo;
        if (sale.RefuseErased() is { } erased) return Decision.Refuse(erased);
        if (SalesRefusals.Text(command.Note) is not { } note || note.Length > SaleForm.MaxNote)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.note-malformed", $"A note has 1 to {SaleForm.MaxNote} characters.", ["note"], ("most", SaleForm.MaxNote)));

        return Decision.Append(new SaleNoted(sale.Id, sale.CustomerId, sale.Facts, command.NoteId, note, command.By, command.Now));
    }
}
