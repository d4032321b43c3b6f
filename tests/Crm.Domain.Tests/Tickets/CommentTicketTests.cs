using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class CommentTicketTests
{
    private static readonly Spec<Ticket, CommentTicket> Comments = new(CommentTicketHandler.Handle);
    private static readonly CommentTicket Reply = new(Id("5a1e"), "The left one", CommentVisibility.Public, CommentAuthor.Requester, Asker, At(2026, 6, 2));
    private static readonly TicketStanding Waiting = Held with { State = TicketState.WaitingForCustomer };

    private static readonly TicketCommented Replied = new(
        Known.Ticket, Asker.Value, Id("5a1e"), "The left one", CommentVisibility.Public, CommentAuthor.Requester, Asker, Waiting, At(2026, 6, 2));

    [Fact]
    public void A_reply_of_the_requester_ends_the_wait_for_him() => Comments.Given(UpTo(TicketState.WaitingForCustomer)).When(Reply).Then(
        Replied,
        new TicketResumed(Known.Ticket, TicketState.WaitingForCustomer, ResumeCause.RequesterReplied, Id("5a1e"), Asker, Held with { State = TicketState.InProgress }, At(2026, 6, 2)));

    [Fact]
    public void A_comment_of_the_staff_does_not() => Comments.Given(UpTo(TicketState.WaitingForCustomer)).When(Reply with { Author = CommentAuthor.Staff, By = Agent })
        .Then(Replied with { Author = CommentAuthor.Staff, AuthorId = Agent });

    [Fact]
    public void A_third_party_is_waited_for_whatever_the_requester_says() => Comments.Given(UpTo(TicketState.WaitingForThirdParty)).When(Reply)
        .Then(Replied with { Standing = Held with { State = TicketState.WaitingForThirdParty } });

    [Fact]
    public void A_comment_on_a_resolved_ticket_does_not_reopen_it() => Comments.Given(UpTo(TicketState.Resolved)).When(Reply)
        .Then(Replied with { Standing = Held with { State = TicketState.Resolved } });

    [Fact]
    public void Nothing_is_said_on_a_closed_ticket() => Comments.Given(UpTo(TicketState.Closed)).When(Reply).ThenRefused("tickets.is-closed");

    [Fact]
    public void What_was_said_stands_as_it_was_said() =>
        Comments.Given([.. UpTo(TicketState.InProgress), Asked]).When(Reply with { CommentId = Said, Text = "Something else" }).ThenNothing();

    [Fact]
    public void A_comment_says_something_and_fits()
    {
        Comments.Given(Opened).When(Reply with { Text = " " }).ThenRefused("tickets.text-missing");
        Comments.Given(Opened).When(Reply with { Text = new('x', TicketTerms.MaxText + 1) }).ThenRefused("tickets.text-too-long");
        Comments.Given(Opened).When(Reply with { Text = new('x', TicketTerms.MaxText) }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void A_requester_says_nothing_internally() =>
        Comments.Given(Opened).When(Reply with { Visibility = CommentVisibility.Internal }).ThenRefused("tickets.requester-comments-publicly");

    [Fact]
    public void Nothing_more_is_written_about_somebody_who_was_erased()
    {
        var erased = new RecordTextErased(Known.Ticket.Value, Asker.Value);

        Comments.Given(Opened, erased).When(Reply).ThenRefused("tickets.requester-erased");
        ResolveTicketHandler.Handle(new("Done", Agent, Monday), Folded.Of<Ticket>(Opened, erased)!).Refusal!.Code.ShouldBe("tickets.requester-erased");
    }
}
