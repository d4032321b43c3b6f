using System.Net;
using Crm.Api.Identity.Access;
using Crm.Api.Tests.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Api.Tests.Identity;

/// <summary>What somebody else's service says of an address: asked over HTTP, once, and never trusted with more than it is asked.</summary>
[Collection(OneHost.Name)]
public sealed class AddressLookupTests(HostFixture host)
{
    [Fact]
    public async Task An_address_is_asked_about_once_and_kept()
    {
        var asked = new List<string>();
        await using var service = await Service(path =>
        {
            lock (asked) asked.Add(path);
            return (200, """{"location":{"country":"Colombia","city":"Cali"},"isp":{"isp":"Claro"},"risk":{"is_vpn":true,"is_proxy":false,"risk_score":480}}""");
        });
        await using var asking = new HostFactory(host.ConnectionString, settings: new Dictionary<string, string> { ["Crm:AddressLookup"] = service.Urls.First() + "/ip/{address}" });
        await asking.Ready();
        var lookup = asking.Services.GetRequiredService<AddressLookup>();
        var address = IPAddress.Parse("2001:db8::7");

        (await lookup.Find(address, ask: false, default)).ShouldBeNull("nobody was asked yet");
        var facts = await lookup.Find(address, ask: true, default);
        facts.ShouldBe(new AddressFacts("Colombia", "Cali", "Claro", true, false, 100), "a risk beyond 100 is 100");
        (await lookup.Find(address, ask: true, default)).ShouldBe(facts);
        asked.ShouldBe(["/ip/2001:db8::7"]);
    }

    [Theory]
    [InlineData(500, "out of order")]
    [InlineData(200, "<html>no JSON</html>")]
    [InlineData(404, "{}")]
    public async Task A_service_that_says_nothing_useful_leaves_the_fields_empty(int status, string body)
    {
        await using var service = await Service(_ => (status, body));
        await using var asking = new HostFactory(host.ConnectionString, settings: new Dictionary<string, string> { ["Crm:AddressLookup"] = service.Urls.First() + "/{address}" });
        await asking.Ready();

        (await asking.Services.GetRequiredService<AddressLookup>().Find(IPAddress.Parse("203.0.113.9"), ask: true, default)).ShouldBeNull();
    }

    private static async Task<WebApplication> Service(Func<string, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            var (status, body) = answer(Uri.UnescapeDataString(http.Request.Path.Value!));
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return app;
    }
}
