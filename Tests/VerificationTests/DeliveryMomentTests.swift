import Diagnostics
import Model
import Planning
import Testing

@testable import Verification

struct DeliveryMomentTests {
    let world = DeliveredWorld()
    let issued = DeliveredWorld.now - .seconds(3_600)
    let earlier = DeliveredWorld.now - .seconds(600)
    let later = DeliveredWorld.now - .seconds(300)
    let dotenv = Delivery.Target.dotenv(file: "backend.env", variable: "PM_MCP_API_KEY")
    let compose = Delivery.Target.compose(service: "api", variable: "PM_MCP_API_KEY")

    @Test func `the newest write of the identity's fragments is when its key was delivered`() {
        let secret = Delivery.Target.secret(name: "pm", service: "api", variable: "PM_MCP_API_KEY_FILE")
        let view = world.view(
            [dotenv, secret],
            writtenAt: ["backend.env": later, "secrets/pm": earlier, "compose.keyturn.yaml": earlier]
        )
        #expect(
            DeliveryMoment.of(identity: 0, in: EnvironmentIndex(view, now: DeliveredWorld.now))
                == DeliveryMoment(later, .fragment("backend.env"))
        )
    }

    @Test func `a file that is written for others too tells nothing`() {
        let other = Delivery.Target.compose(service: "worker", variable: "PM_MCP_API_KEY")
        let view = world.view([compose], writtenAt: ["compose.keyturn.yaml": later], second: [other])
        #expect(
            DeliveryMoment.of(identity: 0, in: EnvironmentIndex(view, now: DeliveredWorld.now))
                == DeliveryMoment(issued, .issued)
        )
    }

    @Test func `without the time of a write the time of issue stands`() {
        let view = world.view([dotenv], writtenAt: [:])
        #expect(
            DeliveryMoment.of(identity: 0, in: EnvironmentIndex(view, now: DeliveredWorld.now))
                == DeliveryMoment(issued, .issued)
        )
    }

    @Test func `variables are collected from deliveries, with the services that they are for`() {
        let view = world.view(
            [
                compose, .compose(service: "worker", variable: "PM_MCP_API_KEY"),
                .secret(name: "pm", service: "api", variable: "PM_MCP_API_KEY_FILE"),
                .dotenv(file: "backend.env", variable: "OTHER"),
            ],
            writtenAt: [:]
        )
        let index = EnvironmentIndex(view, now: DeliveredWorld.now)
        let subject = ConsumerSubject(identity: 0, of: index, now: DeliveredWorld.now)
        #expect(
            subject.variables == [
                ConsumerVariable("OTHER"), ConsumerVariable("PM_MCP_API_KEY", services: ["api", "worker"]),
                ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true, services: ["api"]),
            ]
        )
        #expect(
            subject.composeFiles == [
                "/deploy/prod/compose.keyturn.yaml", "/srv/deploy/prod/compose.keyturn.yaml",
            ]
        )
        #expect(subject.consumers == [.compose(service: "api")])
        #expect(LogSubject(identity: 0, of: index).logs.count == 1)
    }
}
